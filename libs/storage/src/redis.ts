import { Redis } from 'ioredis';

/** What {@link connectRedis} is told. */
export interface RedisOptions {
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

/**
 * Connects to Redis. While the connection is lost every command fails at once; one that was under way fails too
 * and is never sent again, because doing a thing twice is not the same as once.
 *
 * @throws RangeError for a malformed URL; Error when the server cannot be reached, without the password in it
 */
export async function connectRedis({ url, keyPrefix, onError }: RedisOptions): Promise<Redis> {
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
