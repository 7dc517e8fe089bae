import type { SigningKey } from '@latchkey/jwt';
import type { PoolClient } from 'pg';

/** A signing key as it is stored. */
export interface SigningKeyRecord {
  kid: string;
  algorithm: SigningKey['algorithm'];
  sealedPrivateKey: Buffer;
}

// Any number that nothing else locks in this schema; the first replica to start makes the key.
const lockKey = 7_636_001;

/** Holds a lock until the end of the transaction, so that only one replica makes a key. */
export async function lockSigningKeys(transaction: PoolClient): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
}

/** All signing keys, newest first. */
export async function listSigningKeys(transaction: PoolClient): Promise<SigningKeyRecord[]> {
  const { rows } = await transaction.query<{
    kid: string;
    algorithm: SigningKey['algorithm'];
    sealed_private_key: Buffer;
  }>('SELECT kid, algorithm, sealed_private_key FROM signing_keys ORDER BY created_at DESC, kid');
  return rows.map((row) => ({
    kid: row.kid,
    algorithm: row.algorithm,
    sealedPrivateKey: row.sealed_private_key,
  }));
}

/** Stores a new signing key. */
export async function insertSigningKey(
  transaction: PoolClient,
  key: SigningKey,
  sealedPrivateKey: Buffer,
  now: Date,
): Promise<void> {
  await transaction.query(
    'INSERT INTO signing_keys (kid, algorithm, sealed_private_key, created_at) VALUES ($1, $2, $3, $4)',
    [key.kid, key.algorithm, sealedPrivateKey, now],
  );
}
