import type { Pool } from '@latchkey/storage';
import { ownerOf, sharedWith, type Principal } from '../principal/principal';
import type { Page } from '../device/device-repository';
import type { Account, AccountShare, Property } from './account';

/** Where accounts and their properties are stored. */
export interface AccountRepository {
  /** Accounts that a principal may see, by id. */
  list(principal: Principal, page: Page): Promise<Account[]>;
  /** An account, if the principal may see it. */
  find(principal: Principal, id: string): Promise<Account | undefined>;
  /** Accounts by id, whoever asks: the caller has seen to it that they may be seen. The same holds below. */
  listByIds(ids: readonly string[]): Promise<Account[]>;
  listProperties(accountIds: readonly string[]): Promise<Property[]>;
  listPropertiesByIds(ids: readonly string[]): Promise<Property[]>;
  listShares(accountIds: readonly string[]): Promise<AccountShare[]>;
}

const accountColumns = 'a.id, a.name, a.owner, a.created_at AS "createdAt"';
const propertyColumns = 'id, account_id AS "accountId", name, time_zone AS "timeZone"';

const visible = `(a.owner = $1
   OR EXISTS (SELECT FROM account_shares s WHERE s.account_id = a.id AND s.client_id = $2))`;

/** Creates the repository of accounts on PostgreSQL. */
export function createAccountRepository(pool: Pool): AccountRepository {
  return {
    async list(principal, { first, after }) {
      const { rows } = await pool.query<Account>(
        `SELECT ${accountColumns} FROM accounts a
          WHERE ${visible} AND ($3::uuid IS NULL OR a.id > $3) ORDER BY a.id LIMIT $4`,
        [ownerOf(principal), sharedWith(principal), after ?? null, first],
      );
      return rows;
    },
    async find(principal, id) {
      const { rows } = await pool.query<Account>(
        `SELECT ${accountColumns} FROM accounts a WHERE ${visible} AND a.id = $3`,
        [ownerOf(principal), sharedWith(principal), id],
      );
      return rows[0];
    },
    async listByIds(ids) {
      const { rows } = await pool.query<Account>(
        `SELECT ${accountColumns} FROM accounts a WHERE a.id = ANY ($1)`,
        [ids],
      );
      return rows;
    },
    async listProperties(accountIds) {
      const { rows } = await pool.query<Property>(
        `SELECT ${propertyColumns} FROM properties WHERE account_id = ANY ($1) ORDER BY id`,
        [accountIds],
      );
      return rows;
    },
    async listPropertiesByIds(ids) {
      const { rows } = await pool.query<Property>(
        `SELECT ${propertyColumns} FROM properties WHERE id = ANY ($1)`,
        [ids],
      );
      return rows;
    },
    async listShares(accountIds) {
      const { rows } = await pool.query<AccountShare>(
        `SELECT account_id AS "accountId", client_id AS "clientId", created_at AS "createdAt"
           FROM account_shares WHERE account_id = ANY ($1) ORDER BY client_id`,
        [accountIds],
      );
      return rows;
    },
  };
}
