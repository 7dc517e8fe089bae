import { connectRedis } from '@latchkey/storage';
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

/**
 * Connects to Redis and counts there. While the connection is lost every call fails at once, and none is sent
 * twice: a use counts once.
 *
 * @throws RangeError for a malformed URL; Error when the server cannot be reached
 */
export async function createRedisQuotaCounter({
  url,
  onError,
}: RedisQuotaCounterOptions): Promise<QuotaCounter> {
  const redis = await connectRedis({ url, keyPrefix: '', onError });
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
