import type { Pool, PoolClient } from 'pg';

/** What a user allowed a client, and then took back. */
export interface Withdrawal {
  subject: string;
  clientId: string;
  /** Nothing that was approved until then may become a grant any more. */
  withdrawnAt: Date;
  /** When nothing that was approved before can be redeemed in any case. */
  expiresAt: Date;
}

/** Keeps withdrawals until no approval that they concern could be redeemed. */
export interface WithdrawalRepository {
  /** Stores a withdrawal; an earlier one of the same user and client gives way to it. */
  add(withdrawal: Withdrawal): Promise<void>;
  /** Drops up to `limit` that have ended and returns how many; skips rows that somebody else works on. */
  dropExpired(now: Date, limit: number): Promise<number>;
}

/** Keeps withdrawals in PostgreSQL. */
export function createWithdrawalRepository(database: Pool | PoolClient): WithdrawalRepository {
  return {
    async add({ subject, clientId, withdrawnAt, expiresAt }) {
      await database.query(
        `INSERT INTO withdrawals (subject, client_id, withdrawn_at, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject, client_id) DO UPDATE SET
           withdrawn_at = greatest(withdrawals.withdrawn_at, excluded.withdrawn_at),
           expires_at = greatest(withdrawals.expires_at, excluded.expires_at)`,
        [subject, clientId, withdrawnAt, expiresAt],
      );
    },

    async dropExpired(now, limit) {
      const { rowCount } = await database.query(
        `DELETE FROM withdrawals WHERE (subject, client_id) IN (
           SELECT subject, client_id FROM withdrawals WHERE expires_at < $1
           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )`,
        [now, limit],
      );
      return rowCount ?? 0;
    },
  };
}
