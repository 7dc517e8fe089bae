import fastify from 'fastify';
import { clientAddress, trustProxies } from './client-address';

/** What a server behind this many proxies takes for the address of a client. */
async function addressOf(proxies: number, remoteAddress: string, forwardedFor?: string) {
  const server = fastify({ trustProxy: trustProxies(proxies) });
  server.get('/', (request) => clientAddress(request));
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  const response = await server.inject({ url: '/', remoteAddress, headers });
  await server.close();
  return response.body;
}

describe('the address of a client', () => {
  it('is that of the connection, whatever it says itself, where no proxy is known', async () => {
    expect(await addressOf(0, '192.0.2.1')).toBe('192.0.2.1');
    expect(await addressOf(0, '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
    expect(await addressOf(0, '2001:db8::1', '198.51.100.7')).toBe('2001:db8::1');
  });

  it('is what the outermost known proxy saw', async () => {
    expect(await addressOf(1, '192.0.2.1', '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7');
    expect(await addressOf(2, '192.0.2.1', '203.0.113.9, 198.51.100.7')).toBe('203.0.113.9');
    expect(await addressOf(1, '192.0.2.1', '2001:db8::1')).toBe('2001:db8::1');
    expect(await addressOf(1, '192.0.2.1')).toBe('192.0.2.1');
  });

  it.each(['unknown', '_hidden', '198.51.100.7:443', '<script>', ''])(
    'is that of the connection when a known proxy names "%s"',
    async (value) => {
      expect(await addressOf(1, '192.0.2.1', value)).toBe('192.0.2.1');
    },
  );

  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '::ffff:c000:201'],
    ['::ffff:1:192.0.2.1', '::ffff:1:192.0.2.1'],
    ['::1', '::1'],
  ])('written as %s is %s', async (seen, address) => {
    expect(await addressOf(0, seen)).toBe(address);
    expect(await addressOf(1, '192.0.2.7', seen)).toBe(address);
  });
});
