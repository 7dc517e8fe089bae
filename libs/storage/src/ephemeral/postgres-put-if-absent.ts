import type { Pool } from 'pg';
import { coalesced } from './coalesced';
import type { EphemeralEntry } from './ephemeral-store';

/** What is to be stored if its key is free. */
export interface NewEntry extends EphemeralEntry {
  ttlMilliseconds: number;
  /** Stored in the same step. */
  along: EphemeralEntry | undefined;
}

// Rows are taken in the order of their keys, so two replicas whose keys overlap never wait for each other in a
// circle. A row whose time is over counts as free.
const statement = `
  WITH entry AS (
    SELECT key, value, now() + milliseconds * interval '1 millisecond' AS expires_at, along_key, along_value
    FROM unnest($1::text[], $2::text[], $3::double precision[], $4::text[], $5::text[])
      AS entry (key, value, milliseconds, along_key, along_value)),
  stored AS (
    INSERT INTO ephemeral_entries AS there (key, value, expires_at)
    SELECT key, value, expires_at FROM entry ORDER BY key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
      WHERE there.expires_at <= now()
    RETURNING key),
  along AS (
    INSERT INTO ephemeral_entries (key, value, expires_at)
    SELECT along_key, along_value, expires_at FROM entry JOIN stored USING (key)
    WHERE along_key IS NOT NULL ORDER BY along_key COLLATE "C"
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at)
  SELECT key FROM stored`;

/** Stores entries whose keys are free, all that are asked for in one turn of the event loop by one statement. */
export function createPutIfAbsent(pool: Pool): (entry: NewEntry) => Promise<boolean> {
  return coalesced(async (entries) => {
    // Of several that want one key at once the first may have it: PostgreSQL takes each row once in a statement.
    const firsts = new Map<string, NewEntry>();
    for (const entry of entries) if (!firsts.has(entry.key)) firsts.set(entry.key, entry);
    const candidates = [...firsts.values()];
    const { rows } = await pool.query<{ key: string }>(statement, [
      candidates.map(({ key }) => key),
      candidates.map(({ value }) => value),
      candidates.map(({ ttlMilliseconds }) => ttlMilliseconds),
      candidates.map(({ along }) => along?.key ?? null),
      candidates.map(({ along }) => along?.value ?? null),
    ]);
    const stored = new Set(rows.map(({ key }) => key));
    return entries.map((entry) => stored.has(entry.key) && firsts.get(entry.key) === entry);
  });
}
