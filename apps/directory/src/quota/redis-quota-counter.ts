import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { consumeWith } from './consume-with';
import type { QuotaCounter } from './quota-counter';

/** What {@link createRedisQuotaCounter} is told. */
export interface RedisQuotaCounterOptions {
  /** `redis://` or `rediss://` (TLS), with USER:PASSWORD and database number as needed. */
  url: string;
  /** Hears of each failed attempt to connect again; more follow until one succeeds. */
  onError: (error: Error) => void;
}

const keyPrefix = 'latchkey:directory:quota';
const connectMilliseconds = 2_000;
const commandMilliseconds = 1_000;
const longestRetryMilliseconds = 1_000;

/**
 * Connects to Redis and counts there. While the connection is lost every call fails at once, and none is sent
 * twice: a use counts once.
 *
 * @throws Error when the URL is malformed or the server cannot be reached
 */
export async function createRedisQuotaCounter({
  url,
  onError,
}: RedisQuotaCounterOptions): Promise<QuotaCounter> {
  // ioredis would let the query string change how commands are queued and repeated.
  if (new URL(url).search) throw new RangeError('The Redis URL must not carry a query string.');
  let connected = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectMilliseconds,
    commandTimeout: commandMilliseconds,
    // A server that keeps the connection but has stopped answering: give the connection up.
    socketTimeout: 2 * commandMilliseconds,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // The first attempt is final: whoever starts a service wants to know.
    retryStrategy: (attempt) => (connected ? retryMilliseconds(attempt) : null),
    disconnectTimeout: commandMilliseconds,
  });
  let reason: Error | undefined;
  redis.on('error', (error) => (connected ? onError(error) : (reason ??= error)));
  try {
    await redis.connect();
  } catch (error) {
    throw reason ?? error;
  }
  connected = true;
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix,
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  });
  return {
    add: consumeWith(limiter),
    async close() {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

/** Grows from attempt to attempt, and differs between replicas, lest all of them come back at once. */
function retryMilliseconds(attempt: number): number {
  return Math.min(50 * 2 ** attempt, longestRetryMilliseconds) * (0.5 + Math.random() / 2);
}
