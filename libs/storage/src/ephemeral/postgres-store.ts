import type { Pool } from 'pg';
import { assertEntry, assertKey, assertValue, ttlMilliseconds } from './bounds';
import { coalesced } from './coalesced';
import type { EphemeralStore } from './ephemeral-store';
import { createPutIfAbsent } from './postgres-put-if-absent';

const writesBetweenSweeps = 100;
const sweepBatch = 500;

const expiresIn = (parameter: string) => `now() + ${parameter}::double precision * interval '1 millisecond'`;

// Every condition is part of the statement that acts on it, and the clock is the database's: replicas cannot
// disagree. An expired row is as good as gone from its last moment on, whether or not it was removed.
const statements = {
  put: `INSERT INTO ephemeral_entries AS entry (key, value, expires_at) VALUES ($1, $2, ${expiresIn('$3')})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  get: 'SELECT key, value FROM ephemeral_entries WHERE key = ANY($1) AND expires_at > now()',
  takeOnce: 'DELETE FROM ephemeral_entries WHERE key = $1 AND expires_at > now() RETURNING value',
  compareAndSet: `UPDATE ephemeral_entries SET value = $3, expires_at = coalesce(${expiresIn('$4')}, expires_at)
        WHERE key = $1 AND value = $2 AND expires_at > now()`,
  delete: 'DELETE FROM ephemeral_entries WHERE key = $1',
  // Rows that somebody works on are left for the next time: sweeping waits for nobody, nobody waits for it.
  sweep: `WITH expired AS MATERIALIZED (
            SELECT key FROM ephemeral_entries WHERE expires_at <= now()
            ORDER BY expires_at LIMIT ${sweepBatch} FOR UPDATE SKIP LOCKED)
          DELETE FROM ephemeral_entries AS entry USING expired WHERE entry.key = expired.key`,
};

/** What {@link createPostgresEphemeralStore} is told. */
export interface PostgresEphemeralStoreOptions {
  /** Hears when removing expired rows failed; it is tried again later. */
  onError: (error: Error) => void;
}

/**
 * Makes the store on the table `ephemeral_entries`, which `migrate` makes in the service's schema. Expired
 * rows are removed in small batches behind every hundredth write, beside the requests and never in their way.
 */
export function createPostgresEphemeralStore(
  pool: Pool,
  { onError }: PostgresEphemeralStoreOptions,
): EphemeralStore {
  let writes = 0;
  let closed = false;
  let sweeping: Promise<void> | undefined;

  const sweep = async (): Promise<void> => {
    let removed = sweepBatch;
    while (removed === sweepBatch && !closed) {
      removed = (await pool.query(statements.sweep)).rowCount ?? 0;
    }
  };
  const countWrite = (): void => {
    writes += 1;
    if (writes % writesBetweenSweeps !== 0 || sweeping || closed) return;
    sweeping = sweep()
      .catch(onError)
      .finally(() => (sweeping = undefined));
  };
  const write = async (statement: string, values: unknown[]): Promise<boolean> => {
    const { rowCount } = await pool.query(statement, values);
    countWrite();
    return rowCount === 1;
  };
  const read = coalesced(async (keys: readonly string[]) => {
    const { rows } = await pool.query<{ key: string; value: string }>(statements.get, [keys]);
    const values = new Map(rows.map(({ key, value }) => [key, value]));
    return keys.map((key) => values.get(key));
  });

  const putIfAbsent = createPutIfAbsent(pool);

  return {
    put: async (key, value, ttlSeconds) => {
      assertEntry(key, value);
      await write(statements.put, [key, value, ttlMilliseconds(ttlSeconds)]);
    },
    putIfAbsent: async (key, value, ttlSeconds, along) => {
      assertEntry(key, value, along);
      const isStored = await putIfAbsent({ key, value, ttlMilliseconds: ttlMilliseconds(ttlSeconds), along });
      countWrite();
      return isStored;
    },
    get: async (key) => {
      assertKey(key);
      return read(key);
    },
    takeOnce: async (key) => {
      assertKey(key);
      const { rows } = await pool.query<{ value: string }>(statements.takeOnce, [key]);
      return rows[0]?.value;
    },
    compareAndSet: async (key, expected, next, ttlSeconds) => {
      assertKey(key);
      assertValue(expected);
      assertValue(next);
      const ttl = ttlSeconds === undefined ? null : ttlMilliseconds(ttlSeconds);
      return write(statements.compareAndSet, [key, expected, next, ttl]);
    },
    delete: async (key) => {
      assertKey(key);
      await pool.query(statements.delete, [key]);
    },
    ping: async () => {
      await pool.query('SELECT 1');
    },
    close: async () => {
      closed = true;
      await sweeping;
    },
  };
}
