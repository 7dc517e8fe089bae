import type { Pool, PoolClient } from 'pg';
import type { Revocation, RevocationKind, StoredRevocation } from './revocation';

/** Keeps what was revoked until the tokens concerned have ended. */
export interface RevocationRepository {
  /** Stores a revocation, unless it ends before `now`; one of the same client or subject gives way to it. */
  add(revocation: Revocation, now: Date): Promise<void>;
  /** Up to `limit` revocations that became visible after a position, in that order. */
  after(position: bigint, limit: number): Promise<StoredRevocation[]>;
  /** Position of the last revocation that is visible; 0 when there never was one. */
  lastPosition(): Promise<bigint>;
  /** Those of these that are revoked, with the time. */
  find(
    sought: Pick<Revocation, 'kind' | 'value'>[],
  ): Promise<Pick<Revocation, 'kind' | 'value' | 'revokedAt'>[]>;
  /** Drops up to `limit` revocations that have ended and returns how many. */
  dropExpired(now: Date, limit: number): Promise<number>;
}

interface Row {
  kind: RevocationKind;
  value: string;
  position: string;
  revoked_at: Date;
  expires_at: Date;
}

/** Keeps revocations in PostgreSQL. */
export function createRevocationRepository(database: Pool | PoolClient): RevocationRepository {
  return {
    async add({ kind, value, revokedAt, expiresAt }, now) {
      if (expiresAt <= now) return;
      // What is revoked anew gets a new position, so that readers who have the old one hear of it.
      await database.query(
        `INSERT INTO revocations (kind, value, revoked_at, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kind, value) DO UPDATE SET position = DEFAULT, revoked_at = excluded.revoked_at,
           expires_at = greatest(revocations.expires_at, excluded.expires_at)
         WHERE revocations.revoked_at < excluded.revoked_at AND revocations.kind IN ('client', 'subject')`,
        [kind, value, revokedAt, expiresAt],
      );
    },

    async after(position, limit) {
      const { rows } = await database.query<Row>(
        `SELECT kind, value, position, revoked_at, expires_at FROM revocations WHERE position > $1
         ORDER BY position LIMIT $2`,
        [position, limit],
      );
      return rows.map((row) => ({
        kind: row.kind,
        value: row.value,
        position: BigInt(row.position),
        revokedAt: row.revoked_at,
        expiresAt: row.expires_at,
      }));
    },

    async lastPosition() {
      const { rows } = await database.query<{ position: string }>(
        'SELECT coalesce(max(position), 0) AS position FROM revocations',
      );
      return BigInt(rows[0]?.position ?? 0);
    },

    async find(sought) {
      const { rows } = await database.query<Pick<Row, 'kind' | 'value' | 'revoked_at'>>(
        `SELECT kind, value, revoked_at FROM revocations
         WHERE (kind, value) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
        [sought.map(({ kind }) => kind), sought.map(({ value }) => value)],
      );
      return rows.map((row) => ({ kind: row.kind, value: row.value, revokedAt: row.revoked_at }));
    },

    async dropExpired(now, limit) {
      // The last one stays, so that the highest position never falls: readers tell by it where they stand.
      const { rowCount } = await database.query(
        `DELETE FROM revocations WHERE (kind, value) IN (
           SELECT kind, value FROM revocations
           WHERE expires_at < $1 AND position < (SELECT max(position) FROM revocations)
           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )`,
        [now, limit],
      );
      return rowCount ?? 0;
    },
  };
}
