import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { createRevocationRepository } from '../revocation/revocation-repository';
import { createWithdrawalRepository } from '../revocation/withdrawal-repository';
import type { RevocationReason } from './grant-repository';

/** Whose grants and tokens are revoked: all of a client, all of a subject, or what a subject allowed a client. */
export type Owner =
  | { kind: 'client' | 'subject'; /** Identity of the client or subject. */ value: string }
  | { kind: 'client_access'; subject: string; clientId: string };

/**
 * Revokes every grant and token of a client or a subject, or every grant of the two; nothing that was approved
 * until then becomes a grant. Returns how many grants lived until now.
 */
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

const batch = 2_000;
const lowestId = '00000000-0000-0000-0000-000000000000';

/**
 * Creates the revocation of many grants. The entry commits first: from then on nothing is redeemed that was
 * approved before, and what was redeemed just before has a row that the batches see. They follow in transactions
 * of their own, so that none holds its rows for long, the last with the entry again, for tokens that a row gave
 * until its batch came.
 *
 * When it fails half way, what is revoked stays so, and the caller repeats it.
 */
export function createRevokeMany({ pool, clock, entrySeconds }: RevokeManyDependencies): RevokeMany {
  return async (owner, reason) => {
    await withTransaction(pool, async (transaction) => {
      await waitForRedemptions(transaction, owner);
      await addEntry(transaction, owner);
    });
    let revoked = 0;
    let after = lowestId;
    let last = false;
    while (!last) {
      const grants = await withTransaction(pool, async (transaction) => {
        const changed = await revokeBatch(transaction, owner, reason, after);
        last = changed.length < batch;
        // After the rows: its time has to be that of the last token that they gave, or later.
        if (last && owner.kind !== 'client_access') await addEntry(transaction, owner);
        return changed;
      });
      revoked += grants.filter(({ lived }) => lived).length;
      after = grants.at(-1)?.id ?? after;
    }
    return revoked;
  };

  /** Ends the next grants in the order of their ids, so that two of these never wait for each other in a ring. */
  async function revokeBatch(
    transaction: PoolClient,
    owner: Owner,
    reason: RevocationReason,
    after: string,
  ): Promise<{ id: string; lived: boolean }[]> {
    const { condition, values, entries } = selectionOf(owner);
    const { rows } = await transaction.query<{ id: string; lived: boolean }>(
      `WITH living AS (
         SELECT id FROM grants WHERE ${condition} AND id > $1 AND revoked_at IS NULL
         ORDER BY id LIMIT $2 FOR UPDATE
       ), revoked AS (
         UPDATE grants SET revoked_at = $3, revocation_reason = $4, sealed_answer = NULL,
           previous_token_hash = NULL, rotated_at = NULL
         FROM living WHERE grants.id = living.id
         RETURNING grants.id, expires_at > $3 AS lived,
           coalesce(access_token_expires_at, $3::timestamptz + interval '1 day') AS ends_at
       )${entries}
       SELECT id, lived FROM revoked ORDER BY id`,
      [after, batch, clock(), reason, ...values],
    );
    return rows;
  }

  async function addEntry(transaction: PoolClient, owner: Owner): Promise<void> {
    const now = clock();
    const expiresAt = new Date(now.getTime() + entrySeconds * 1000);
    if (owner.kind === 'client_access') {
      const { subject, clientId } = owner;
      return createWithdrawalRepository(transaction).add({ subject, clientId, withdrawnAt: now, expiresAt });
    }
    return createRevocationRepository(transaction).add({ ...owner, revokedAt: now, expiresAt }, now);
  }
}

/** Which grants, by parameters from $5 on, and the entries that their tokens end by, where no other does that. */
function selectionOf(owner: Owner): { condition: string; values: string[]; entries: string } {
  if (owner.kind !== 'client_access') {
    const condition = owner.kind === 'client' ? 'client_id = $5' : 'subject = $5';
    return { condition, values: [owner.value], entries: '' };
  }
  return {
    condition: 'subject = $5 AND client_id = $6',
    values: [owner.subject, owner.clientId],
    entries: `, entries AS (
         INSERT INTO revocations (kind, value, revoked_at, expires_at)
         SELECT 'grant', id::text, $3, ends_at FROM revoked WHERE ends_at > $3
         ON CONFLICT (kind, value) DO NOTHING
       )`,
  };
}

/** Waits until the grants that are being made of approvals can be seen; those after them wait in turn. */
async function waitForRedemptions(transaction: PoolClient, owner: Owner): Promise<void> {
  // Whoever makes a grant shares the locks of its client and its subject: one of them is enough.
  const [kind, value] =
    owner.kind === 'client_access' ? ['subject', owner.subject] : [owner.kind, owner.value];
  await transaction.query('SELECT pg_advisory_xact_lock(redemption_lock($1, $2))', [kind, value]);
}
