import { freePort, isRedisInstalled, startRedis, type RedisServer } from '@latchkey/development';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from '../testing/eventually';
import type { EphemeralStore } from './ephemeral-store';
import { createRedisEphemeralStore } from './redis-store';

const quiet = { keyPrefix: 'spec:', onError: () => undefined };

describe('createRedisEphemeralStore', () => {
  it('says at the start that the server cannot be reached, without its password', async () => {
    const port = await freePort();
    const url = `redis://user:hunter2@127.0.0.1:${port}`;
    const failure = await createRedisEphemeralStore({ ...quiet, url }).catch(String);
    expect(failure).toContain(`The Redis server at 127.0.0.1:${port} cannot be reached`);
    expect(failure).toContain('ECONNREFUSED');
    expect(failure).not.toContain('hunter2');
  });

  it('does not wait for ever for a server that never answers', async () => {
    const mute = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const url = `redis://127.0.0.1:${port}`;
    const failure = await createRedisEphemeralStore({ ...quiet, url }).catch(String);
    mute.close();
    expect(failure).toContain('cannot be reached (Command timed out)');
  });

  it.each([
    'localhost:6379',
    'http://user:hunter2@localhost',
    'redis://',
    'redis://user:hunter2@localhost?enableOfflineQueue=true',
  ])('refuses the URL %j without repeating it', async (url) => {
    const failure = await createRedisEphemeralStore({ ...quiet, url }).catch(String);
    expect(failure).toMatch(/^RangeError: The Redis URL/);
    expect(failure).not.toContain('hunter2');
  });

  if (isRedisInstalled()) {
    describe('with a server of its own', () => {
      let server: RedisServer;
      let store: EphemeralStore;
      let onError: jest.Mock;

      const start = async (port?: number): Promise<RedisServer> => {
        const started = await startRedis({ port });
        if (!started) throw new Error('redis-server went away');
        return started;
      };

      const untilBack = () =>
        eventually(() =>
          store.ping().then(
            () => true,
            () => false,
          ),
        );

      beforeEach(async () => {
        onError = jest.fn();
        server = await start();
        store = await createRedisEphemeralStore({ ...quiet, url: server.url, onError });
      });

      afterEach(async () => {
        await store.close();
        await server.stop();
      });

      it('keeps services apart by their prefix', async () => {
        const other = await createRedisEphemeralStore({ ...quiet, url: server.url, keyPrefix: 'other:' });
        await store.put('key', 'value', 60);
        expect(await other.get('key')).toBeUndefined();
        expect(await other.compareAndSet('key', 'value', 'next')).toBe(false);
        expect(await store.takeOnce('key')).toBe('value');
        await other.close();
      });

      it('fails at once while the server is away, and works when it is back', async () => {
        const { port } = server;
        await server.stop();
        const asked = performance.now();
        await expect(store.put('key', 'value', 60)).rejects.toThrow();
        await expect(store.takeOnce('key')).rejects.toThrow();
        expect(performance.now() - asked).toBeLessThan(1_000);
        await eventually(() => onError.mock.calls.length > 0);
        expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'ECONNREFUSED' }));
        server = await start(port);
        await untilBack();
        await store.put('key', 'value', 60);
        expect(await store.takeOnce('key')).toBe('value');
      });

      it('sends nothing later that was asked while the server was away', async () => {
        const { port } = server;
        await server.stop();
        await expect(store.put('late', 'value', 60)).rejects.toThrow();
        server = await start(port);
        await untilBack();
        expect(await store.get('late')).toBeUndefined();
      });

      it('gives up on a server that hangs, in about a second, and comes back to it', async () => {
        server.signal('SIGSTOP');
        const asked = performance.now();
        const results = await Promise.allSettled(
          Array.from({ length: 100 }, (_, n) => store.putIfAbsent(`key:${n}`, 'value', 60)),
        );
        expect(results.every(({ status }) => status === 'rejected')).toBe(true);
        expect(performance.now() - asked).toBeLessThan(2_500);
        server.signal('SIGCONT');
        await untilBack();
        expect(await store.putIfAbsent('fresh', 'value', 60)).toBe(true);
      });

      it('closes without waiting for a server that is away', async () => {
        await server.stop();
        await store.close();
        await expect(store.ping()).rejects.toThrow();
      });
    });
  }
});
