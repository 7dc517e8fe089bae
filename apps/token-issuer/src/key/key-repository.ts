import type { SigningAlgorithm } from '@latchkey/jwt';
import type { Pool, PoolClient } from 'pg';

/** Where a signing key stands. One that is removed has no record. */
export type KeyState = 'published' | 'signing' | 'retired';

/** A signing key as it is stored. */
export interface SigningKeyRecord {
  kid: string;
  algorithm: SigningAlgorithm;
  state: KeyState;
  publishedAt: Date;
  /** Null before it signs. */
  signingAt: Date | null;
  /** Null before it is retired. */
  retiredAt: Date | null;
  /** Number of the change that published it. */
  revision: bigint;
  /** The longest that a token signed with it may live. */
  tokenLifetimeSeconds: number;
  sealedPrivateKey: Buffer;
  /** Which master key sealed the private key; null when that was not noted. */
  masterKeyId: string | null;
}

/** All signing keys at one moment. */
export interface StoredKeys {
  /** Number of the last change of what verifies. */
  revision: bigint;
  /** Newest first. */
  keys: SigningKeyRecord[];
}

/** What a new key is stored with. */
export type NewSigningKey = Pick<
  SigningKeyRecord,
  'kid' | 'algorithm' | 'publishedAt' | 'tokenLifetimeSeconds' | 'sealedPrivateKey' | 'masterKeyId'
>;

const lockName = `hashtextextended('latchkey.' || current_schema() || '.keys', 0)`;

/** Takes the right to change the keys until the end of the transaction, and waits for it. */
export async function lockKeys(transaction: PoolClient): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(${lockName})`);
}

/** Takes that right unless another replica has it; says whether it did. */
export async function tryLockKeys(transaction: PoolClient): Promise<boolean> {
  const { rows } = await transaction.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${lockName}) AS locked`,
  );
  return rows[0]?.locked === true;
}

type Row = {
  revision: string;
  kid: string | null;
  algorithm: SigningAlgorithm;
  state: KeyState;
  created_at: Date;
  signing_at: Date | null;
  retired_at: Date | null;
  key_revision: string;
  token_lifetime_seconds: number;
  sealed_private_key: Buffer;
  master_key_id: string | null;
};

/** Reads all keys, with the revision that they belong to: in one statement, so that they agree. */
export async function readKeys(database: Pool | PoolClient): Promise<StoredKeys> {
  const { rows } = await database.query<Row>(
    `SELECT r.revision, k.kid, k.algorithm, k.state, k.created_at, k.signing_at, k.retired_at,
       k.revision AS key_revision, k.token_lifetime_seconds, k.sealed_private_key, k.master_key_id
     FROM key_revision r LEFT JOIN signing_keys k ON true
     ORDER BY k.created_at DESC, k.revision DESC, k.kid`,
  );
  return {
    revision: BigInt(rows[0]?.revision ?? 0),
    keys: rows.flatMap((row) =>
      row.kid === null
        ? []
        : {
            kid: row.kid,
            algorithm: row.algorithm,
            state: row.state,
            publishedAt: row.created_at,
            signingAt: row.signing_at,
            retiredAt: row.retired_at,
            revision: BigInt(row.key_revision),
            tokenLifetimeSeconds: row.token_lifetime_seconds,
            sealedPrivateKey: row.sealed_private_key,
            masterKeyId: row.master_key_id,
          },
    ),
  };
}

/** Stores a new key: from now on it is published. */
export async function publishKey(transaction: PoolClient, key: NewSigningKey): Promise<void> {
  await transaction.query(
    `INSERT INTO signing_keys
       (kid, algorithm, created_at, token_lifetime_seconds, sealed_private_key, master_key_id)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      key.kid,
      key.algorithm,
      key.publishedAt,
      key.tokenLifetimeSeconds,
      key.sealedPrivateKey,
      key.masterKeyId,
    ],
  );
}

/** Lets the published key sign and retires the one that did. */
export async function promoteKey(transaction: PoolClient, kid: string, now: Date): Promise<void> {
  await transaction.query(`UPDATE signing_keys SET retired_at = $1 WHERE state = 'signing'`, [now]);
  await transaction.query(`UPDATE signing_keys SET signing_at = $2 WHERE kid = $1 AND state = 'published'`, [
    kid,
    now,
  ]);
}

/** Deletes keys, private parts included: what they signed is refused from now on. */
export async function removeKeys(transaction: PoolClient, kids: string[]): Promise<void> {
  await transaction.query('DELETE FROM signing_keys WHERE kid = ANY($1)', [kids]);
}

/** Stores a private key as another master key sealed it. */
export async function replaceSealedKey(
  transaction: PoolClient,
  { kid, sealedPrivateKey, masterKeyId }: Pick<SigningKeyRecord, 'kid' | 'sealedPrivateKey' | 'masterKeyId'>,
): Promise<void> {
  await transaction.query(
    'UPDATE signing_keys SET sealed_private_key = $2, master_key_id = $3 WHERE kid = $1',
    [kid, sealedPrivateKey, masterKeyId],
  );
}

/** Notes that keys in office may sign tokens that live so long. */
export async function raiseTokenLifetime(transaction: PoolClient, seconds: number): Promise<void> {
  await transaction.query(
    `UPDATE signing_keys SET token_lifetime_seconds = $1
     WHERE state <> 'retired' AND token_lifetime_seconds < $1`,
    [seconds],
  );
}
