import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { createRevocationRepository } from '../revocation/revocation-repository';
import type { RevocationReason } from './grant-repository';

/** Whose grants and tokens are revoked. */
export interface Owner {
  kind: 'client' | 'subject';
  /** Identity of the client or subject. */
  value: string;
}

/** Revokes every grant and token of a client or a subject; returns how many grants lived until now. */
export type RevokeMany = (owner: Owner, reason: RevocationReason) => Promise<number>;

/** What revoking many needs. */
export interface RevokeManyDependencies {
  pool: Pool;
  clock: () => Date;
  /**
   * How long the entry stands: no access token lives longer, and nothing that was approved waits longer to be
   * redeemed.
   */
  entrySeconds: number;
}

const columns = { client: 'client_id', subject: 'subject' } as const;
const batch = 2_000;
const lowestId = '00000000-0000-0000-0000-000000000000';

/**
 * Creates the revocation of many grants. The first batch commits together with the entry that ends all access
 * tokens at once; for most that is all. Further batches follow in transactions of their own, so that none
 * holds its rows for long, and then the entry again, for tokens that a row gave until its batch came.
 *
 * When it fails half way, what is revoked stays so, and the caller repeats it.
 */
export function createRevokeMany({ pool, clock, entrySeconds }: RevokeManyDependencies): RevokeMany {
  return async (owner, reason) => {
    let revoked = 0;
    let after = lowestId;
    let first = true;
    let last = false;
    while (!last) {
      const grants = await withTransaction(pool, async (transaction) => {
        const changed = await revokeBatch(transaction, owner, reason, after);
        last = changed.length < batch;
        // After the rows: its time has to be that of the last token that they gave, or later.
        if (first || last) await addEntry(transaction, owner);
        return changed;
      });
      first = false;
      revoked += grants.filter(({ lived }) => lived).length;
      after = grants.at(-1)?.id ?? after;
    }
    return revoked;
  };

  /** Ends the next grants in the order of their ids, so that two of these never wait for each other in a ring. */
  async function revokeBatch(
    transaction: PoolClient,
    { kind, value }: Owner,
    reason: RevocationReason,
    after: string,
  ): Promise<{ id: string; lived: boolean }[]> {
    const { rows } = await transaction.query<{ id: string; lived: boolean }>(
      `WITH living AS (
         SELECT id FROM grants WHERE ${columns[kind]} = $1 AND id > $2 AND revoked_at IS NULL
         ORDER BY id LIMIT $3 FOR UPDATE
       ), revoked AS (
         UPDATE grants SET revoked_at = $4, revocation_reason = $5, sealed_answer = NULL,
           previous_token_hash = NULL, rotated_at = NULL
         FROM living WHERE grants.id = living.id
         RETURNING grants.id, expires_at > $4 AS lived
       )
       SELECT id, lived FROM revoked ORDER BY id`,
      [value, after, batch, clock(), reason],
    );
    return rows;
  }

  async function addEntry(transaction: PoolClient, { kind, value }: Owner): Promise<void> {
    const now = clock();
    const expiresAt = new Date(now.getTime() + entrySeconds * 1000);
    await createRevocationRepository(transaction).add({ kind, value, revokedAt: now, expiresAt }, now);
  }
}
