import { connectRedis, type RedisOptions } from '../redis';
import { assertEntry, assertKey, assertValue, ttlMilliseconds } from './bounds';
import { coalesced } from './coalesced';
import type { EphemeralStore } from './ephemeral-store';

// ARGV: expected value, next value, time to live in milliseconds or 0 to keep what is left.
const compareAndSet = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
  else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return 1`;

// ARGV: value, value of the entry that goes along, time to live in milliseconds.
const putBothIfAbsent = `
  if not redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3], 'NX') then return 0 end
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
  return 1`;

/**
 * Connects to Redis and makes the store on it. While the connection is lost every operation fails at once;
 * one that was under way fails too and is never sent again, because taking or comparing twice is not the
 * same as once. The server must not evict keys under memory pressure (`maxmemory-policy noeviction`), or
 * replay records vanish early.
 *
 * @throws RangeError for a malformed URL; Error when the server cannot be reached
 */
export async function createRedisEphemeralStore(options: RedisOptions): Promise<EphemeralStore> {
  const redis = await connectRedis(options);
  const read = coalesced(async (keys: readonly string[]) =>
    (await redis.mget([...keys])).map((value) => value ?? undefined),
  );
  return {
    put: async (key, value, ttlSeconds) => {
      assertEntry(key, value);
      await redis.set(key, value, 'PX', ttlMilliseconds(ttlSeconds));
    },
    putIfAbsent: async (key, value, ttlSeconds, along) => {
      assertEntry(key, value, along);
      const ttl = ttlMilliseconds(ttlSeconds);
      if (!along) return (await redis.set(key, value, 'PX', ttl, 'NX')) === 'OK';
      return (await redis.eval(putBothIfAbsent, 2, key, along.key, value, along.value, ttl)) === 1;
    },
    get: async (key) => {
      assertKey(key);
      return read(key);
    },
    takeOnce: async (key) => {
      assertKey(key);
      return (await redis.getdel(key)) ?? undefined;
    },
    compareAndSet: async (key, expected, next, ttlSeconds) => {
      assertKey(key);
      assertValue(expected);
      assertValue(next);
      const ttl = ttlSeconds === undefined ? 0 : ttlMilliseconds(ttlSeconds);
      return (await redis.eval(compareAndSet, 1, key, expected, next, ttl)) === 1;
    },
    delete: async (key) => {
      assertKey(key);
      await redis.del(key);
    },
    ping: async () => {
      await redis.ping();
    },
    close: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}
