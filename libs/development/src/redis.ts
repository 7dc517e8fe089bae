import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port';

/** A Redis server of this process's own. */
export interface RedisServer {
  port: number;
  url: string;
  /** Delivers a signal, such as SIGSTOP and SIGCONT for a server that hangs. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the server as a crash does, and removes its directory unless it was given one. Repeating it is harmless. */
  stop(): Promise<void>;
}

const startMilliseconds = 10_000;

/** Whether there is a `redis-server` on PATH. */
export function isRedisInstalled(): boolean {
  return spawnSync('redis-server', ['--version'], { env: { PATH: process.env.PATH } }).status === 0;
}

/**
 * Starts the `redis-server` on PATH, on 127.0.0.1, keeping everything in memory.
 *
 * @param port absent picks a free one
 * @param dataDirectory keeps everything there instead, in an append-only file: each change is on disk before it
 *   is answered, and the next start takes it up again
 * @returns undefined when the machine has no redis-server
 * @throws Error when it does not answer within 10 s
 */
export async function startRedis({
  port: wanted,
  dataDirectory,
}: { port?: number; dataDirectory?: string } = {}): Promise<RedisServer | undefined> {
  if (!isRedisInstalled()) return undefined;
  const port = await freePort(wanted);
  const directory = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'latchkey-redis-')));
  const keeping = dataDirectory ? { appendonly: 'yes', appendfsync: 'always' } : { appendonly: 'no' };
  const settings = { port, bind: '127.0.0.1', dir: directory, save: '', ...keeping };
  const child = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore', env: { PATH: process.env.PATH } },
  );
  const end = once(child, 'exit');

  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await end;
    if (!dataDirectory) await rm(directory, { recursive: true, force: true });
  };

  const giveUpAt = performance.now() + startMilliseconds;
  while (!(await answers(port))) {
    const ended = await Promise.race([end, delay(20)]);
    if (ended === undefined && performance.now() < giveUpAt) continue;
    await stop();
    throw new Error(`redis-server did not answer on port ${port} of 127.0.0.1.`);
  }
  return { port, url: `redis://127.0.0.1:${port}`, signal: (signal) => child.kill(signal), stop };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    socket.write('PING\r\n');
    const [reply] = await once(socket, 'data');
    return String(reply).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
