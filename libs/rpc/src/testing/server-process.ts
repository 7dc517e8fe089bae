// Runs fixture-server.ts as a process of its own.
import type { TlsMaterial } from '@latchkey/service-kit';
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './until';

/** A server that can be killed. */
export interface ServerProcess {
  port: number;
  /** How often its handler of this method was called. */
  calls(method: string): number;
  /** What it printed as complaints: Node.js warns there. */
  complaints(): string;
  /** Undefined while it runs. */
  exitStatus(): number | string | undefined;
  /** Ends it without a chance to say goodbye. */
  kill(): void;
}

const workspace = resolve(__dirname, '../../../..');

/** Bundles the fixture once for a spec file; what was started ends with each test. */
export function useServerProcesses() {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-rpc-process-'));
    await symlink(join(workspace, 'node_modules'), join(directory, 'node_modules'));
    await build({
      entryPoints: [join(__dirname, 'fixture-server.ts')],
      outfile: join(directory, 'server.mjs'),
      tsconfig: join(workspace, 'tsconfig.base.json'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
  });
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rm(directory, { recursive: true }));

  /** Starts a server that answers, or one whose calls hang until it is killed. */
  return async function start(tls: TlsMaterial, behaviour: 'answers' | 'hangs'): Promise<ServerProcess> {
    const pem = Object.fromEntries(Object.entries(tls).map(([name, value]) => [name, String(value)]));
    const child = spawn(process.execPath, [join(directory, 'server.mjs')], {
      env: { FIXTURE: JSON.stringify({ ...pem, answers: behaviour === 'answers' }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    let complaints = '';
    let status: number | string | undefined;
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (complaints += data));
    child.on('exit', (code, signal) => (status = code ?? signal ?? undefined));
    await until(() => output.includes('port '));
    return {
      port: Number(/^port (\d+)$/m.exec(output)?.[1]),
      calls: (method) => output.split('\n').filter((line) => line === method).length,
      complaints: () => complaints,
      exitStatus: () => status,
      kill: () => child.kill('SIGKILL'),
    };
  };
}
