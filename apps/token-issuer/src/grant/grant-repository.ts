import type { Pool, PoolClient } from 'pg';
import { grantColumns, grantFromRow, type GrantRecord, type GrantRow } from './grant-record';

/** What every new grant has. */
export type NewGrant = Pick<
  GrantRecord,
  'id' | 'clientId' | 'subject' | 'scopes' | 'resources' | 'authTime' | 'expiresAt' | 'tokenFamilyKey'
> & { createdAt: Date };

/** The refresh token that a redemption leaves behind; null when the client gets none. */
export type NextRefreshToken = GrantRecord['refreshToken'];

/** Why a grant was revoked. */
export type RevocationReason = 'code_reused' | 'refresh_token_reused';

/**
 * Keeps grants. Every transition is one conditional statement: of any number of callers, one wins, and a
 * killed process leaves either all of it or nothing.
 */
export interface GrantRepository {
  find(id: string): Promise<GrantRecord | undefined>;
  /** Stores a grant with its code, or gives one whose code was never redeemed a new code. False: redeemed. */
  offerCode(grant: NewGrant, code: Omit<NonNullable<GrantRecord['code']>, 'redeemedAt'>): Promise<boolean>;
  /** Redeems a code once, and stores the first refresh token with it. False: already redeemed, or void. */
  redeemCodeOnce(
    code: { grantId: string; hash: Buffer },
    next: NextRefreshToken,
    expiresAt: Date,
    now: Date,
  ): Promise<boolean>;
  /** Stores a device's grant with its first answer. False: it stands already. */
  insertOnce(
    grant: NewGrant,
    next: NextRefreshToken,
    previous: NonNullable<GrantRecord['previous']>,
  ): Promise<boolean>;
  /** Replaces the current refresh token. False: it is no longer the current one, or the grant is revoked. */
  rotate(
    id: string,
    current: Buffer,
    next: NonNullable<NextRefreshToken>,
    previous: NonNullable<GrantRecord['previous']>,
  ): Promise<boolean>;
  /** Ends a grant for good. False: it had been. */
  revoke(id: string, reason: RevocationReason, now: Date): Promise<boolean>;
  /** Which of these grants live. */
  findLive(ids: string[], now: Date): Promise<Set<string>>;
  /** Drops up to `limit` ended grants and returns how many; skips rows that somebody else works on. */
  dropExpired(now: Date, limit: number): Promise<number>;
}

/** Keeps grants in PostgreSQL. */
export function createGrantRepository(database: Pool | PoolClient): GrantRepository {
  const changes = async (text: string, values: unknown[]) =>
    ((await database.query(text, values)).rowCount ?? 0) > 0;
  const base = (grant: NewGrant) => [
    grant.id,
    grant.clientId,
    grant.subject,
    grant.scopes,
    grant.resources,
    grant.authTime,
    grant.createdAt,
    grant.expiresAt,
    grant.tokenFamilyKey,
  ];

  return {
    async find(id) {
      const { rows } = await database.query<GrantRow>(`SELECT ${grantColumns} FROM grants WHERE id = $1`, [
        id,
      ]);
      return rows[0] && grantFromRow(rows[0]);
    },

    offerCode: (grant, code) =>
      changes(
        `INSERT INTO grants (id, client_id, subject, scopes, resources, auth_time, created_at, expires_at,
           token_family_key, code_hash, code_expires_at, code_challenge, redirect_uri)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes, token_family_key = excluded.token_family_key,
           code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at, expires_at = excluded.expires_at
         WHERE grants.code_redeemed_at IS NULL AND grants.revoked_at IS NULL AND grants.subject = excluded.subject`,
        [...base(grant), code.hash, code.expiresAt, code.challenge, code.redirectUri],
      ),

    redeemCodeOnce: ({ grantId, hash }, next, expiresAt, now) =>
      changes(
        `UPDATE grants SET code_redeemed_at = $3, refresh_token_hash = $4, refresh_token_expires_at = $5, expires_at = $6
         WHERE id = $1 AND code_hash = $2 AND code_redeemed_at IS NULL AND code_expires_at > $3 AND revoked_at IS NULL`,
        [grantId, hash, now, next?.hash ?? null, next?.expiresAt ?? null, expiresAt],
      ),

    insertOnce: (grant, next, previous) =>
      changes(
        `INSERT INTO grants (id, client_id, subject, scopes, resources, auth_time, created_at, expires_at,
           token_family_key, refresh_token_hash, refresh_token_expires_at, previous_token_hash, rotated_at, sealed_answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (id) DO NOTHING`,
        [
          ...base(grant),
          next?.hash ?? null,
          next?.expiresAt ?? null,
          previous.hash,
          previous.rotatedAt,
          previous.sealedAnswer,
        ],
      ),

    rotate: (id, current, next, previous) =>
      changes(
        `UPDATE grants SET refresh_token_hash = $3, refresh_token_expires_at = $4,
           previous_token_hash = refresh_token_hash, rotated_at = $5, sealed_answer = $6
         WHERE id = $1 AND refresh_token_hash = $2 AND refresh_token_expires_at > $5 AND expires_at > $5
           AND revoked_at IS NULL`,
        [id, current, next.hash, next.expiresAt, previous.rotatedAt, previous.sealedAnswer],
      ),

    revoke: (id, reason, now) =>
      changes(
        `UPDATE grants SET revoked_at = $2, revocation_reason = $3, sealed_answer = NULL, previous_token_hash = NULL,
           rotated_at = NULL
         WHERE id = $1 AND revoked_at IS NULL`,
        [id, now, reason],
      ),

    async findLive(ids, now) {
      const { rows } = await database.query<{ id: string }>(
        'SELECT id FROM grants WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > $2',
        [ids, now],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async dropExpired(now, limit) {
      const { rowCount } = await database.query(
        `DELETE FROM grants WHERE id IN (
           SELECT id FROM grants WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )`,
        [now, limit],
      );
      return rowCount ?? 0;
    },
  };
}
