import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from './free-port';

describe('freePort', () => {
  it('finds a port that can be listened on, or confirms the one asked for', async () => {
    const port = await freePort();
    expect(await freePort(port)).toBe(port);
  });

  it('refuses a port that is in use', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await expect(freePort(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
  });
});
