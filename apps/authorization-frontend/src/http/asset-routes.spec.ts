import { gunzipSync } from 'node:zlib';
import { createTestServer } from '../testing/test-server';

describe('assets', () => {
  it('are served with their type, for good', async () => {
    const { server } = createTestServer();
    const { body } = await server.inject('/');
    const paths = [...body.matchAll(/<link rel="(?:icon|stylesheet)"[^>]* href="([^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const { statusCode, headers } = await server.inject(path);
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-type']).toMatch(/^(text\/css; charset=utf-8|image\/svg\+xml)$/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('are compressed for browsers that take that, and for no others', async () => {
    const { server } = createTestServer();
    const [, path = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec((await server.inject('/')).body) ?? [];
    const get = (encoding: string) => server.inject({ url: path, headers: { 'accept-encoding': encoding } });
    const plain = await server.inject(path);
    for (const encoding of ['gzip', 'br;q=1.0, GZIP;q=0.8, *;q=0.1']) {
      const { headers, rawPayload } = await get(encoding);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(gunzipSync(rawPayload).toString()).toBe(plain.body);
    }
    for (const encoding of ['', 'br', 'identity', 'gzip;q=0', 'gzip; q=0.0, br', 'xgzipped']) {
      const { headers, body } = await get(encoding);
      expect(headers).not.toHaveProperty('content-encoding');
      expect(body).toBe(plain.body);
    }
  });

  it('are not found by another hash', async () => {
    const { server } = createTestServer();
    expect((await server.inject('/assets/latchkey-0000000000000000.css')).statusCode).toBe(404);
  });
});
