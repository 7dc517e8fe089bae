import type { Pool, PoolClient } from 'pg';
import type { PasskeyDescriptor } from './passkey-options';

/** A passkey as its owner sees it. */
export interface Passkey {
  /** UUID, which is no secret. */
  passkeyId: string;
  name: string;
  createdAt: Date;
  /** Null when it was never used. */
  lastUsedAt: Date | null;
  /** Whether its maker keeps a copy of it that other devices of the user can have. */
  synced: boolean;
}

/** A passkey as it is verified. */
export interface StoredPasskey {
  passkeyId: string;
  subject: string;
  /** In COSE. */
  publicKey: Buffer;
  synced: boolean;
}

/** A passkey as it is stored. */
export interface NewPasskey extends Omit<StoredPasskey, 'passkeyId'>, PasskeyDescriptor {
  signCount: number;
  name: string;
  createdAt: Date;
}

/** What came of a use: a counter that did not go on is the mark of a copy (section 6.1.1), or the passkey is gone. */
export type PasskeyUse = 'noted' | 'counter_went_back' | 'gone';

/** Reads and writes passkeys. */
export interface PasskeyRepository {
  /** Lists the passkeys of a user, the latest first. */
  list(subject: string): Promise<Passkey[]>;
  /** Lists how browsers find the passkeys of a user. */
  listDescriptors(subject: string): Promise<PasskeyDescriptor[]>;
  /** Finds a passkey. */
  findByCredentialId(credentialId: Buffer): Promise<StoredPasskey | undefined>;
  /** Replaces the sign counter by a later one, and notes the use; authenticators without a counter say 0. */
  noteUse(passkeyId: string, use: { signCount: number; now: Date }): Promise<PasskeyUse>;
  /**
   * Stores a passkey, within a transaction in which additions of one user come one after the other.
   * `full` when the user has ten, `taken` when it is stored already, whoever has it, `gone` without such a user.
   */
  add(passkey: NewPasskey): Promise<Passkey | 'full' | 'taken' | 'gone'>;
  /** Removes a passkey of a user, within a transaction; says whether there was one. */
  delete(subject: string, passkeyId: string): Promise<boolean>;
}

const mostPasskeys = 10;

const columns = `passkey_id AS "passkeyId", name, created_at AS "createdAt", last_used_at AS "lastUsedAt", synced`;

/** Creates the repository on a pool or a transaction. */
export function createPasskeyRepository(db: Pool | PoolClient): PasskeyRepository {
  return {
    async list(subject) {
      const { rows } = await db.query<Passkey>(
        `SELECT ${columns} FROM passkeys WHERE subject = $1 ORDER BY created_at DESC, passkey_id`,
        [subject],
      );
      return rows;
    },
    async listDescriptors(subject) {
      const { rows } = await db.query<PasskeyDescriptor>(
        `SELECT credential_id AS "credentialId", transports FROM passkeys
         WHERE subject = $1 ORDER BY created_at DESC, passkey_id`,
        [subject],
      );
      return rows;
    },
    async findByCredentialId(credentialId) {
      const { rows } = await db.query<StoredPasskey>(
        `SELECT passkey_id AS "passkeyId", subject, public_key AS "publicKey", synced FROM passkeys
         WHERE credential_id = $1`,
        [credentialId],
      );
      return rows[0];
    },
    async noteUse(passkeyId, { signCount, now }) {
      const { rowCount } = await db.query(
        `UPDATE passkeys SET sign_count = $2, last_used_at = $3
         WHERE passkey_id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))`,
        [passkeyId, signCount, now],
      );
      if (rowCount === 1) return 'noted';
      const { rows } = await db.query(`SELECT passkey_id FROM passkeys WHERE passkey_id = $1`, [passkeyId]);
      return rows.length === 1 ? 'counter_went_back' : 'gone';
    },
    async add({ subject, credentialId, publicKey, signCount, transports, synced, name, createdAt }) {
      if (!(await lockOwner(db, subject))) return 'gone';
      const { rows } = await db.query<Passkey>(
        `INSERT INTO passkeys
           (subject, credential_id, public_key, sign_count, transports, synced, name, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8
         WHERE (SELECT count(*) FROM passkeys WHERE subject = $1) < $9
         ON CONFLICT (credential_id) DO NOTHING
         RETURNING ${columns}`,
        [subject, credentialId, publicKey, signCount, transports, synced, name, createdAt, mostPasskeys],
      );
      return rows[0] ?? ((await isStored(db, credentialId)) ? 'taken' : 'full');
    },
    async delete(subject, passkeyId) {
      await lockOwner(db, subject);
      const { rowCount } = await db.query(`DELETE FROM passkeys WHERE subject = $1 AND passkey_id = $2`, [
        subject,
        passkeyId,
      ]);
      return rowCount === 1;
    },
  };
}

/**
 * The row of the user is what changes of one user take turns at: each then counts what those before it added, and
 * none waits for another that waits for it, not even the removal of the user.
 */
async function lockOwner(db: Pool | PoolClient, subject: string): Promise<boolean> {
  const { rowCount } = await db.query(`SELECT subject FROM users WHERE subject = $1 FOR NO KEY UPDATE`, [
    subject,
  ]);
  return rowCount === 1;
}

async function isStored(db: Pool | PoolClient, credentialId: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(`SELECT passkey_id FROM passkeys WHERE credential_id = $1`, [
    credentialId,
  ]);
  return rowCount === 1;
}
