import type { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { consumeWith } from './consume-with';
import type { QuotaCounter } from './quota-counter';

/** Counts in the table `quotas`, which the migrations make. */
export function createPostgresQuotaCounter(pool: Pool): QuotaCounter {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'quotas',
    tableCreated: true,
    // It would delete all at once, by a condition without an index.
    clearExpiredByTimeout: false,
    keyPrefix: '',
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  });
  return { add: consumeWith(limiter), close: async () => undefined };
}

/** Drops at most `limit` windows that have ended, passing over those in use; returns how many. */
export async function deleteEndedWindows(pool: Pool, now: Date, limit: number): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH ended AS MATERIALIZED (
       SELECT key FROM quotas WHERE expire <= $1 ORDER BY expire LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     DELETE FROM quotas USING ended WHERE quotas.key = ended.key`,
    [now.getTime(), limit],
  );
  return rowCount ?? 0;
}
