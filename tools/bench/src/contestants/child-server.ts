import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A server of this program in a process of its own. */
export interface ChildServer {
  pid: number;
  origin: string;
  stop(): Promise<void>;
}

/** Starts this program in a role that reports the port it listens on. */
export async function startChildServer(
  role: string,
  environment: Record<string, string>,
): Promise<ChildServer> {
  const child = fork(process.argv[1] ?? '', [role], {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    pid: child.pid ?? 0,
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

/** Tells the parent process where the server listens, and ends with it. */
export async function reportPort(port: number): Promise<void> {
  process.send?.({ port });
  await new Promise<void>((done) => process.once('disconnect', done));
  process.exit(0);
}
