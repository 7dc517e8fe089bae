import { TokenService } from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const workspace = resolve(__dirname, '../../../..');

/** Bundles the replica once for a spec file; whatever was started ends with each test. */
export function useReplicaProcesses() {
  let directory: string;
  const cleanUp: (() => void)[] = [];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-replica-'));
    await symlink(join(workspace, 'node_modules'), join(directory, 'node_modules'));
    await build({
      entryPoints: [join(__dirname, 'replica-main.ts')],
      outfile: join(directory, 'replica.mjs'),
      tsconfig: join(workspace, 'tsconfig.base.json'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
  });
  afterEach(() => cleanUp.splice(0).forEach((end) => end()));
  afterAll(() => rm(directory, { recursive: true }));

  /** Starts a replica on a database, at a time that stands still, and connects to it as the gateway. */
  return async function start(connectionString: string, now: Date) {
    const child: ChildProcess = fork(join(directory, 'replica.mjs'), {
      env: { REPLICA: JSON.stringify({ connectionString, now }) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    cleanUp.push(() => child.kill('SIGKILL'));
    const [{ port, tls }] = await once(child, 'message', { signal: AbortSignal.timeout(20_000) });
    const channel = connect({
      target: `dns:///127.0.0.1:${port}`,
      peer: 'token-issuer',
      tls: { ca: Buffer.from(tls.ca), cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) },
    });
    cleanUp.push(() => channel.close());
    return { tokens: channel.service(TokenService), kill: () => child.kill('SIGKILL') };
  };
}
