import { exportPrivateKey, importSigningKey, type SigningKey } from '@latchkey/jwt';
import { createHmac } from 'node:crypto';
import { open, seal } from '@latchkey/service-kit';
import type { SigningKeyRecord } from './key-repository';

/** What seals private keys, 32 bytes each. */
export interface MasterKeys {
  /** Seals, and opens. */
  current: Buffer;
  /** Only opens: what was sealed before the master key changed. */
  previous?: Buffer | undefined;
}

type Sealed = Pick<SigningKeyRecord, 'sealedPrivateKey' | 'masterKeyId'>;

/** Tells master keys apart without giving anything of them away: 16 hexadecimal digits. */
export function masterKeyId(masterKey: Buffer): string {
  return createHmac('sha256', masterKey).update('latchkey master key id').digest('hex').slice(0, 16);
}

/** Seals the private key of a signing key (AES-256-GCM), bound to its `kid`. */
export function sealKey(key: SigningKey, { current }: MasterKeys): Sealed {
  return {
    sealedPrivateKey: seal(exportPrivateKey(key), current, purposeOf(key.kid)),
    masterKeyId: masterKeyId(current),
  };
}

/** Opens a stored signing key; undefined when no master key does. */
export function openKey(record: SigningKeyRecord, { current, previous }: MasterKeys): SigningKey | undefined {
  for (const masterKey of previous ? [current, previous] : [current]) {
    const privateKey = tryOpen(record, masterKey);
    if (privateKey) return importSigningKey(record.algorithm, privateKey);
  }
  return undefined;
}

function tryOpen({ kid, sealedPrivateKey }: SigningKeyRecord, masterKey: Buffer): Buffer | undefined {
  try {
    return open(sealedPrivateKey, masterKey, purposeOf(kid));
  } catch {
    return undefined; // another key, or changed bytes: AES-GCM does not tell which
  }
}

function purposeOf(kid: string): string {
  return `signing key ${kid}`;
}
