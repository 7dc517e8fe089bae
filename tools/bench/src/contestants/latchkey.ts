import { freePort } from '@latchkey/development';
import { startStack, type Stack } from '@latchkey/stack';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { familyOf } from '../measure/processes';
import { operationNames } from '../operations/operation';
import type { Contestant } from './contestant';
import { registerForBench } from './latchkey-registry';

const profileDirectory = resolve('test-results/profiles');

/**
 * Starts Latchkey as it is run: every service its own process with production settings, mutual TLS between them,
 * and PostgreSQL.
 *
 * @param upstream origin of the resource behind the gateway
 */
export async function startLatchkey(upstream: string, profile: boolean): Promise<Contestant> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  await chmod(stateDirectory, 0o711); // root's PostgreSQL runs as another user, who has to pass
  if (profile) await mkdir(profileDirectory, { recursive: true });
  const port = await freePort();
  const stack = await startStack({
    stateDirectory,
    port,
    publicUrl: `http://localhost:${port}`,
    production: true,
    ...(profile && { moreNodeOptions: ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] }),
  });
  const registered = await registerForBench(stack, upstream).catch(async (error: unknown) => {
    await stack.stop();
    throw error;
  });
  const postmaster = Number(
    (await readFile(join(stateDirectory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n', 1)[0],
  );
  return {
    target: {
      contestant: 'latchkey',
      origin: `http://127.0.0.1:${port}`,
      ...registered,
      grpc: {
        issuer: targetOf(stack, 'token-issuer'),
        device: targetOf(stack, 'device-flow-manager'),
        certificatesDirectory: stack.certificatesDirectory,
      },
    },
    operations: operationNames,
    processes: stack.services().map(({ name, pid }) => ({ name, pid })),
    databaseProcesses: () => familyOf(postmaster),
    async stop() {
      await stack.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

function targetOf({ ports }: Stack, name: 'token-issuer' | 'device-flow-manager'): string {
  return `ipv4:127.0.0.1:${ports[name][0].listen}`;
}
