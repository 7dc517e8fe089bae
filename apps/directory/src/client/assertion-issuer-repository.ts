import type { Pool, PoolClient } from 'pg';
import type { AssertionIssuer } from './client';
import { parsePublishedKeys } from './published-keys';

/** Writes the foreign issuers whose assertions clients may present. */
export interface AssertionIssuerRepository {
  /**
   * Registers an issuer, or gives it other keys.
   *
   * @throws OAuthError `invalid_request` when its keys are not public, or not where keys may be
   */
  upsert(issuer: AssertionIssuer): Promise<void>;
}

/** Creates the repository on a pool or a transaction. */
export function createAssertionIssuerRepository(db: Pool | PoolClient): AssertionIssuerRepository {
  return {
    async upsert({ issuer, ...keys }) {
      const { jwksJson, jwksUri } = parsePublishedKeys(keys);
      await db.query(
        `INSERT INTO assertion_issuers (issuer, jwks, jwks_uri) VALUES ($1, nullif($2, ''), nullif($3, ''))
         ON CONFLICT (issuer) DO UPDATE SET jwks = EXCLUDED.jwks, jwks_uri = EXCLUDED.jwks_uri`,
        [issuer, jwksJson, jwksUri],
      );
    },
  };
}
