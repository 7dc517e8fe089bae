import { withTransaction, type Pool } from '@latchkey/storage';
import { Refusal } from '../graphql/refusal';
import { ownerOf, type Principal } from '../principal/principal';

/** Lets clients that act for themselves see and steer accounts. It is for the owner of the account alone. */
export interface AccountSharing {
  /**
   * Shares an account with a client; repeating it changes nothing.
   *
   * @throws Refusal when the account is not the principal's own, or shared with as many clients as may be
   */
  share(principal: Principal, accountId: string, clientId: string): Promise<void>;
  /**
   * Ends the sharing, at once; repeating it changes nothing.
   *
   * @throws Refusal when the account is not the principal's own
   */
  unshare(principal: Principal, accountId: string, clientId: string): Promise<void>;
}

const clientsPerAccount = 20;

/** Creates the sharing of accounts on PostgreSQL. */
export function createAccountSharing({ pool, clock }: { pool: Pool; clock: () => Date }): AccountSharing {
  return {
    share: (principal, accountId, clientId) =>
      withTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          'SELECT FROM accounts WHERE id = $1 AND owner = $2 FOR UPDATE',
          [accountId, ownerOf(principal)],
        );
        if (rowCount === 0) throw notYours();
        await client.query(
          `INSERT INTO account_shares (account_id, client_id, created_at) VALUES ($1, $2, $3)
           ON CONFLICT (account_id, client_id) DO NOTHING`,
          [accountId, clientId, clock()],
        );
        const { rows } = await client.query<{ tooMany: boolean }>(
          'SELECT count(*) > $2 AS "tooMany" FROM account_shares WHERE account_id = $1',
          [accountId, clientsPerAccount],
        );
        if (rows[0]?.tooMany) {
          throw new Refusal(
            'LIMIT_REACHED',
            `an account is shared with at most ${clientsPerAccount} clients`,
          );
        }
      }),
    async unshare(principal, accountId, clientId) {
      const { rows } = await pool.query<{ own: boolean }>(
        `WITH own AS (SELECT id FROM accounts WHERE id = $1 AND owner = $2),
              ended AS (DELETE FROM account_shares s USING own WHERE s.account_id = own.id AND s.client_id = $3)
         SELECT EXISTS (SELECT FROM own) AS own`,
        [accountId, ownerOf(principal), clientId],
      );
      if (!rows[0]?.own) throw notYours();
    },
  };
}

function notYours(): Refusal {
  return new Refusal('NOT_FOUND', 'there is no such account among your own');
}
