import { Redis } from 'ioredis';
import { assertKey, assertValue, ttlMilliseconds } from './bounds';
import { coalesceReads } from './coalesced-reads';
import type { EphemeralStore } from './ephemeral-store';

/** What {@link createRedisEphemeralStore} is told. */
export interface RedisEphemeralStoreOptions {
  /** `redis://` or `rediss://` (TLS), with USER:PASSWORD and database number as needed; Redis 6.2 or later. */
  url: string;
  /** Keeps services apart that share a server, such as `latchkey:device:`. */
  keyPrefix: string;
  /** Hears of each failed attempt to connect again; more follow until one succeeds. */
  onError: (error: Error) => void;
}

const connectMilliseconds = 2_000;
const commandMilliseconds = 1_000;
const longestRetryMilliseconds = 1_000;

// ARGV: expected value, next value, time to live in milliseconds or 0 to keep what is left.
const compareAndSet = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
  else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
  return 1`;

/**
 * Connects to Redis and makes the store on it. While the connection is lost every operation fails at once;
 * one that was under way fails too and is never sent again, because taking or comparing twice is not the
 * same as once. The server must not evict keys under memory pressure (`maxmemory-policy noeviction`), or
 * replay records vanish early.
 *
 * @throws RangeError for a malformed URL; Error when the server cannot be reached
 */
export async function createRedisEphemeralStore(
  options: RedisEphemeralStoreOptions,
): Promise<EphemeralStore> {
  const redis = await connect(options);
  const read = coalesceReads(async (keys) =>
    (await redis.mget([...keys])).map((value) => value ?? undefined),
  );
  return {
    put: async (key, value, ttlSeconds) => {
      assertKey(key);
      assertValue(value);
      await redis.set(key, value, 'PX', ttlMilliseconds(ttlSeconds));
    },
    putIfAbsent: async (key, value, ttlSeconds) => {
      assertKey(key);
      assertValue(value);
      return (await redis.set(key, value, 'PX', ttlMilliseconds(ttlSeconds), 'NX')) === 'OK';
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

async function connect({ url, keyPrefix, onError }: RedisEphemeralStoreOptions): Promise<Redis> {
  const { host } = redisUrl(url);
  let connected = false;
  let reason: string | undefined;
  const redis = new Redis(url, {
    keyPrefix,
    lazyConnect: true,
    connectTimeout: connectMilliseconds,
    commandTimeout: commandMilliseconds,
    // A server that keeps the connection but has stopped answering: give the connection up.
    socketTimeout: 2 * commandMilliseconds,
    // Nothing is queued while there is no connection, and nothing is sent twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // The first attempt is final: whoever starts a service wants to know.
    retryStrategy: (attempt) => (connected ? retryMilliseconds(attempt) : null),
    disconnectTimeout: commandMilliseconds,
  });
  redis.on('error', (error) => (reason ??= error.message));
  try {
    await redis.connect();
  } catch (cause) {
    throw new Error(`The Redis server at ${host} cannot be reached (${reason ?? 'no answer'}).`, { cause });
  }
  connected = true;
  redis.on('error', onError);
  return redis;
}

/** Grows from attempt to attempt, and differs between replicas, lest all of them come back at once. */
function retryMilliseconds(attempt: number): number {
  return Math.min(50 * 2 ** attempt, longestRetryMilliseconds) * (0.5 + Math.random() / 2);
}

/** The message names no part of the URL: it holds a password. */
function redisUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if ((parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:') || !parsed.hostname) {
    throw new RangeError('The Redis URL is not of the form redis://USER:PASSWORD@HOST:PORT/NUMBER.');
  }
  if (parsed.search) {
    // ioredis would let the query string change how commands are queued and repeated.
    throw new RangeError('The Redis URL must not carry a query string.');
  }
  return parsed;
}
