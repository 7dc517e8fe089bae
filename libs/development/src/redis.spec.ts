import { startRedis } from './redis';

describe('startRedis', () => {
  it('gives undefined when the machine has no redis-server', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      await expect(startRedis()).resolves.toBeUndefined();
    } finally {
      process.env.PATH = path;
    }
  });
});
