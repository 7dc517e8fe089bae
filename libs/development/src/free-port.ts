import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Finds a TCP port of 127.0.0.1 that nothing listens on. It is not reserved: another process may take it
 * before the caller does.
 *
 * @param wanted the one port that will do; 0 for any
 * @throws the system's error, EADDRINUSE for one, when the wanted port cannot be listened on
 */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
