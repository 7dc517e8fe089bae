import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections: one of those could take the port found here before
// the caller listens on it.
const lowest = 15_000;
const highest = 32_000;
const attempts = 100;
const found = new Set<number>();

/**
 * Finds a TCP port of 127.0.0.1 that nothing listens on, and that it has not found before. It is not reserved:
 * another process may take it before the caller does.
 *
 * @param wanted the one port that will do; 0 for any
 * @throws the system's error, EADDRINUSE for one, when the wanted port cannot be listened on
 */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted !== 0) return listenOnce(wanted);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowest, highest);
    if (found.has(port)) continue;
    found.add(port);
    const free = await listenOnce(port).catch(() => undefined);
    if (free !== undefined) return free;
  }
  throw new Error(`no free port among ${attempts} from ${lowest} to ${highest}`);
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
  return port;
}
