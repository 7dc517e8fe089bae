import { freePort, isRedisInstalled, startRedis, type RedisServer } from '@latchkey/development';
import { eventually } from '../testing/eventually';
import type { QuotaCounter } from './quota-counter';
import { createRedisQuotaCounter } from './redis-quota-counter';

describe('createRedisQuotaCounter', () => {
  const onError = () => undefined;

  it('says at the start that the server cannot be reached', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    await expect(createRedisQuotaCounter({ url, onError })).rejects.toThrow(
      /cannot be reached .*ECONNREFUSED/,
    );
  });

  it('refuses a URL that changes how commands are repeated', async () => {
    const url = 'redis://127.0.0.1:6379?maxRetriesPerRequest=20';
    await expect(createRedisQuotaCounter({ url, onError })).rejects.toThrow(/query string/);
  });

  if (isRedisInstalled()) {
    describe('with a server of its own', () => {
      let server: RedisServer;
      let counter: QuotaCounter;

      const start = async (port?: number): Promise<RedisServer> => {
        const started = await startRedis({ port });
        if (!started) throw new Error('redis-server went away');
        return started;
      };

      beforeEach(async () => {
        server = await start();
        counter = await createRedisQuotaCounter({ url: server.url, onError });
      });

      afterEach(async () => {
        await counter.close();
        await server.stop();
      });

      it('fails at once while the server is away, and counts again when it is back', async () => {
        await counter.add('key', 1, 60);
        await server.stop();
        await eventually(() => fails(counter));
        const began = performance.now();
        expect(await fails(counter)).toBe(true);
        expect(performance.now() - began).toBeLessThan(500);
        server = await start(server.port);
        await eventually(async () => !(await fails(counter)));
      });

      it('fails within seconds when the server hangs, and counts again when it goes on', async () => {
        await counter.add('key', 1, 60);
        server.signal('SIGSTOP');
        const began = performance.now();
        expect(await fails(counter)).toBe(true);
        expect(performance.now() - began).toBeLessThan(3_000);
        server.signal('SIGCONT');
        await eventually(async () => !(await fails(counter)));
      });
    });
  }
});

function fails(counter: QuotaCounter): Promise<boolean> {
  return counter.add('key', 1, 60).then(
    () => false,
    () => true,
  );
}
