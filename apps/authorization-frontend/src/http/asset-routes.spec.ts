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

  it('are not found by another hash', async () => {
    const { server } = createTestServer();
    expect((await server.inject('/assets/latchkey-0000000000000000.css')).statusCode).toBe(404);
  });
});
