import { exportPrivateKey, generateSigningKey, importSigningKey, type SigningKey } from '@latchkey/jwt';
import { StartupError } from '@latchkey/service-kit';
import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { open, seal } from '../sealing';
import { insertSigningKey, listSigningKeys, lockSigningKeys, type SigningKeyRecord } from './key-repository';

/** The keys of this issuer, the same at every replica. */
export interface KeyRing {
  /** The key that signs now. */
  signing: SigningKey;
  /** A JWK Set (RFC 7517 §5) of every key that verifies. */
  jwks: { keys: SigningKey['publicJwk'][] };
}

/** What loading the keys needs. */
export interface KeyRingDependencies {
  pool: Pool;
  masterKey: Buffer;
  /** Algorithm of a new key. */
  algorithm: SigningKey['algorithm'];
  clock: () => Date;
}

/**
 * Loads the signing keys, and makes one if there is none of the algorithm. Replicas that start at once make
 * one between them.
 *
 * @throws StartupError when the master key does not open what is stored
 */
export function loadKeyRing({ pool, masterKey, algorithm, clock }: KeyRingDependencies): Promise<KeyRing> {
  return withTransaction(pool, async (transaction) => {
    await lockSigningKeys(transaction);
    const keys = (await listSigningKeys(transaction)).map((record) => unseal(record, masterKey));
    const newest = keys.find((key) => key.algorithm === algorithm);
    const signing = newest ?? (await addKey(transaction));
    const verifying = newest ? keys : [signing, ...keys];
    return { signing, jwks: { keys: verifying.map((key) => key.publicJwk) } };
  });

  async function addKey(transaction: PoolClient): Promise<SigningKey> {
    const key = await generateSigningKey(algorithm);
    await insertSigningKey(
      transaction,
      key,
      seal(exportPrivateKey(key), masterKey, purposeOf(key.kid)),
      clock(),
    );
    return key;
  }
}

function unseal({ kid, algorithm, sealedPrivateKey }: SigningKeyRecord, masterKey: Buffer): SigningKey {
  let privateKey: Buffer;
  try {
    privateKey = open(sealedPrivateKey, masterKey, purposeOf(kid));
  } catch (cause) {
    throw new StartupError(
      'LATCHKEY_MASTER_KEY does not open the signing keys in the database: set the one that they were sealed with.',
      { cause },
    );
  }
  return importSigningKey(algorithm, privateKey);
}

function purposeOf(kid: string): string {
  return `signing key ${kid}`;
}
