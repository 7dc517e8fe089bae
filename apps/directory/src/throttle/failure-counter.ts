import { createHash } from 'node:crypto';
import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { createUsedUpWindows } from '../quota/used-up';

/** A bound on failures. */
export interface FailureBound {
  /** What fails; the store holds a hash of it. */
  key: string;
  /** Failures in a window that begins with the first of them. */
  most: number;
  windowSeconds: number;
}

/** A failure that is counted against several bounds until it turns out to be none. */
export interface CountedFailure {
  /** For each bound, how many failures it has with this one. */
  counts: number[];
  /** Takes the failure back, and forgets the earlier ones of the bounds at these places. */
  takeBack(forget?: number[]): Promise<void>;
}

/** Counts failures in windows of time that all replicas share. */
export interface FailureCounter {
  /**
   * Counts a failure against all bounds or, when one of them is reached already, against none. It is counted
   * before anybody knows, so that however many come at once, no more than the bound are tried.
   *
   * @returns undefined when a bound is reached
   */
  count(bounds: FailureBound[], now: Date): Promise<CountedFailure | undefined>;
}

interface Row {
  key: string;
  points: number;
  /** pg gives 64-bit numbers as text. */
  expire: string;
}

// Keys in one order, so that two attempts do not wait for each other. A row at its bound stays as it is and is
// not returned.
const countAll = `
  INSERT INTO quotas AS counted (key, points, expire)
  SELECT key, 1, $3::bigint + 1000 * seconds
  FROM unnest($1::text[], $2::integer[], $4::integer[]) AS given (key, most, seconds)
  ORDER BY key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN counted.expire <= $3 THEN 1 ELSE counted.points + 1 END,
    expire = CASE WHEN counted.expire <= $3 THEN EXCLUDED.expire ELSE counted.expire END
  WHERE counted.expire <= $3
    OR counted.points < (SELECT most FROM unnest($1::text[], $2::integer[]) AS given (key, most)
                         WHERE given.key = EXCLUDED.key)
  RETURNING key, points, expire`;

// In a window that has begun since then, the failure was never counted.
const takeBack = `
  WITH taken AS MATERIALIZED (
    SELECT quotas.key, forget
    FROM quotas JOIN unnest($1::text[], $2::bigint[], $3::boolean[]) AS given (key, expire, forget)
      ON quotas.key = given.key AND quotas.expire = given.expire
    ORDER BY quotas.key FOR UPDATE OF quotas
  )
  UPDATE quotas SET points = CASE WHEN forget THEN 0 ELSE greatest(points - 1, 0) END
  FROM taken WHERE quotas.key = taken.key`;

const refusalMilliseconds = 1_000;

/**
 * Creates the counter on the table `quotas`. It stays in PostgreSQL when there is a Redis server: nobody signs
 * in without the database, and nothing else is then needed to. A reached bound is remembered for a second, so
 * that a flood of attempts neither writes nor waits for a row.
 */
export function createFailureCounter(pool: Pool): FailureCounter {
  const reached = createUsedUpWindows();
  return {
    async count(bounds, now) {
      const keys = bounds.map(({ key, windowSeconds }) => windowKey(key, windowSeconds));
      const isReached = bounds.some(({ most }, place) => reached.find(keys[place] ?? '', most, now));
      if (isReached) return undefined;
      const rows = await countOrRollBack(pool, bounds, keys, now);
      const inOrder = keys
        .map((key) => rows.find((row) => row.key === key))
        .filter((row) => row !== undefined);
      if (inOrder.length < bounds.length) {
        const until = new Date(now.getTime() + refusalMilliseconds);
        bounds.forEach(({ most }, place) => {
          const key = keys[place] ?? '';
          if (!rows.some((row) => row.key === key)) reached.add(key, most, until);
        });
        return undefined;
      }
      return {
        counts: inOrder.map(({ points }) => points),
        async takeBack(forget = []) {
          const forgotten = inOrder.map((_, place) => forget.includes(place));
          await pool.query(takeBack, [
            inOrder.map(({ key }) => key),
            inOrder.map(({ expire }) => expire),
            forgotten,
          ]);
        },
      };
    },
  };
}

class BoundReached extends Error {
  constructor(readonly rows: Row[]) {
    super('a bound is reached');
  }
}

/** Returns a row for each bound that is not reached; when one is, nothing stays counted. */
async function countOrRollBack(
  pool: Pool,
  bounds: FailureBound[],
  keys: string[],
  now: Date,
): Promise<Row[]> {
  return withTransaction(pool, async (db) => {
    const { rows } = await db.query<Row>(countAll, [
      keys,
      bounds.map(({ most }) => most),
      now.getTime(),
      bounds.map(({ windowSeconds }) => windowSeconds),
    ]);
    if (rows.length < bounds.length) throw new BoundReached(rows);
    return rows;
  }).catch((error: unknown) => {
    if (error instanceof BoundReached) return error.rows;
    throw error;
  });
}

/** Keys name people and addresses: the store holds a hash, which also has one length. */
function windowKey(key: string, windowSeconds: number): string {
  return createHash('sha256').update(`failures:${windowSeconds}:${key}`).digest('base64url');
}
