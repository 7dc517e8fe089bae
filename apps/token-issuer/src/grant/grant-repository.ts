import type { Pool, PoolClient } from 'pg';
import { grantColumns, grantFromRow, type GrantRecord, type GrantRow } from './grant-record';

/** What every new grant has. */
export type NewGrant = Pick<
  GrantRecord,
  'id' | 'clientId' | 'subject' | 'scopes' | 'resources' | 'authTime' | 'acr' | 'expiresAt' | 'tokenFamilyKey'
> & { createdAt: Date };

/** What a redemption leaves in the row. */
export interface IssuedState {
  /** Null when the client gets none. */
  refreshToken: GrantRecord['refreshToken'];
  /** When the access token ends; the row keeps the latest of all, to know when a revocation may be forgotten. */
  accessTokenExpiresAt: Date;
  /** When the grant ends at the latest. */
  grantExpiresAt: Date;
  /** Key that the refresh token is bound to (RFC 9449 §5); null when to none. */
  dpopJkt: string | null;
}

/** A code or refresh token as it was presented. */
export interface PresentedSecret {
  hash: Buffer;
  /** Thumbprint of the key that the request proves possession of: what is bound to another is not redeemed. */
  dpopJkt: string | undefined;
}

/** Why a grant was revoked. */
export type RevocationReason =
  'code_reused' | 'refresh_token_reused' | 'revoked_by_client' | 'revoked_by_user' | 'revoked_by_operator';

/**
 * Keeps grants. Every transition is one conditional statement: of any number of callers, one wins, and a
 * killed process leaves either all of it or nothing.
 */
export interface GrantRepository {
  /**
   * The grant with this id; with what its last token got (`previous`) if that is the token whose hash is given.
   */
  find(id: string, presented?: Buffer): Promise<GrantRecord | undefined>;
  /** Stores a grant with its code, or gives one whose code was never redeemed a new code. False: redeemed. */
  offerCode(
    grant: NewGrant & Pick<GrantRecord, 'dpopJkt'>,
    code: Omit<NonNullable<GrantRecord['code']>, 'redeemedAt'>,
  ): Promise<boolean>;
  /**
   * Redeems a code once, and stores the first refresh token with it. False: already redeemed, or void, or what it
   * stands for was withdrawn since the approval.
   */
  redeemCodeOnce(
    code: PresentedSecret & { grantId: string },
    issued: IssuedState,
    now: Date,
  ): Promise<boolean>;
  /** Stores a device's grant with its first answer. False: it stands already, or was withdrawn since the approval. */
  insertOnce(
    grant: Omit<NewGrant, 'expiresAt'> & { approvedAt: Date },
    issued: IssuedState,
    previous: NonNullable<GrantRecord['previous']>,
  ): Promise<boolean>;
  /**
   * Replaces the current refresh token; one that is bound to a key stays bound to it. False: it is no longer the
   * current one, it is bound to another key, or the grant has ended.
   */
  rotate(
    id: string,
    current: PresentedSecret,
    issued: Pick<IssuedState, 'accessTokenExpiresAt' | 'dpopJkt'> & {
      refreshToken: NonNullable<IssuedState['refreshToken']>;
    },
    previous: NonNullable<GrantRecord['previous']>,
  ): Promise<boolean>;
  /** Ends a grant for good, and with it the access tokens that live. False: it had been. */
  revoke(id: string, reason: RevocationReason, now: Date): Promise<boolean>;
  /** Drops up to `limit` ended grants and returns how many; skips rows that somebody else works on. */
  dropExpired(now: Date, limit: number): Promise<number>;
}

const selectGrant = `SELECT ${grantColumns} FROM grants WHERE id = $1`;

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
    grant.acr,
  ];

  return {
    async find(id, presented) {
      const { rows } = await database.query<GrantRow>(selectGrant, [id, presented ?? null]);
      return rows[0] && grantFromRow(rows[0]);
    },

    offerCode: (grant, code) =>
      changes(
        `INSERT INTO grants (id, client_id, subject, scopes, resources, auth_time, created_at, expires_at,
           token_family_key, acr, code_hash, code_expires_at, code_challenge, redirect_uri, dpop_jkt)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (id) DO UPDATE SET scopes = excluded.scopes, token_family_key = excluded.token_family_key,
           auth_time = excluded.auth_time, acr = excluded.acr, code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at, expires_at = excluded.expires_at,
           dpop_jkt = excluded.dpop_jkt
         WHERE grants.code_redeemed_at IS NULL AND grants.revoked_at IS NULL AND grants.subject = excluded.subject`,
        [...base(grant), code.hash, code.expiresAt, code.challenge, code.redirectUri, grant.dpopJkt],
      ),

    redeemCodeOnce: (code, { refreshToken, accessTokenExpiresAt, grantExpiresAt, dpopJkt }, now) =>
      changes(
        `UPDATE grants SET code_redeemed_at = $3, refresh_token_hash = $4, refresh_token_expires_at = $5,
           access_token_expires_at = $6, expires_at = $7, dpop_jkt = $9
         WHERE id = $1 AND code_hash = $2 AND code_redeemed_at IS NULL AND code_expires_at > $3 AND revoked_at IS NULL
           AND (dpop_jkt IS NULL OR dpop_jkt = $8)
           AND NOT EXISTS (
             SELECT FROM revocations WHERE revoked_at >= grants.created_at AND (kind, value) IN (
               ('grant', grants.id::text), ('client', grants.client_id), ('subject', grants.subject)))
           AND NOT EXISTS (
             SELECT FROM withdrawals WHERE withdrawals.subject = grants.subject
               AND withdrawals.client_id = grants.client_id AND withdrawn_at >= grants.created_at)`,
        [
          code.grantId,
          code.hash,
          now,
          refreshToken?.hash ?? null,
          refreshToken?.expiresAt ?? null,
          accessTokenExpiresAt,
          grantExpiresAt,
          code.dpopJkt ?? null,
          dpopJkt,
        ],
      ),

    // Unlike a code, what was approved has no row yet that whoever withdraws it could lock: the function has them
    // wait for each other.
    insertOnce: (grant, { refreshToken, accessTokenExpiresAt, grantExpiresAt, dpopJkt }, previous) =>
      changes(
        `INSERT INTO grants (id, client_id, subject, scopes, resources, auth_time, created_at, expires_at,
           token_family_key, acr, device, refresh_token_hash, refresh_token_expires_at, access_token_expires_at,
           previous_token_hash, rotated_at, sealed_answer, dpop_jkt)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11, $12, $13, $14, $15, $16, $17
         WHERE NOT withdrawn_since($18, $2, $3)
         ON CONFLICT (id) DO NOTHING`,
        [
          ...base({ ...grant, expiresAt: grantExpiresAt }),
          refreshToken?.hash ?? null,
          refreshToken?.expiresAt ?? null,
          accessTokenExpiresAt,
          previous.hash,
          previous.rotatedAt,
          previous.sealedAnswer,
          dpopJkt,
          grant.approvedAt,
        ],
      ),

    rotate: (id, current, { refreshToken, accessTokenExpiresAt, dpopJkt }, previous) =>
      changes(
        `UPDATE grants SET refresh_token_hash = $3, refresh_token_expires_at = $4,
           access_token_expires_at = greatest(access_token_expires_at, $5),
           previous_token_hash = refresh_token_hash, rotated_at = $6, sealed_answer = $7,
           dpop_jkt = coalesce(dpop_jkt, $9)
         WHERE id = $1 AND refresh_token_hash = $2 AND refresh_token_expires_at > $6 AND expires_at > $6
           AND revoked_at IS NULL AND (dpop_jkt IS NULL OR dpop_jkt = $8)`,
        [
          id,
          current.hash,
          refreshToken.hash,
          refreshToken.expiresAt,
          accessTokenExpiresAt,
          previous.rotatedAt,
          previous.sealedAnswer,
          current.dpopJkt ?? null,
          dpopJkt,
        ],
      ),

    // The row first, then the entry that tells validators: every transaction locks in this order. A row that
    // does not say when its access token ends was written before rows did; none lives longer than a day.
    revoke: (id, reason, now) =>
      changes(
        `WITH revoked AS (
           UPDATE grants SET revoked_at = $2, revocation_reason = $3, sealed_answer = NULL,
             previous_token_hash = NULL, rotated_at = NULL
           WHERE id = $1 AND revoked_at IS NULL
           RETURNING id, coalesce(access_token_expires_at, $2::timestamptz + interval '1 day') AS ends_at
         ), entry AS (
           INSERT INTO revocations (kind, value, revoked_at, expires_at)
           SELECT 'grant', id::text, $2, ends_at FROM revoked WHERE ends_at > $2
           ON CONFLICT (kind, value) DO NOTHING
         )
         SELECT id FROM revoked`,
        [id, now, reason],
      ),

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
