import { createHmac, hkdfSync } from 'node:crypto';

/** Master keys, 32 bytes each. */
export interface MasterKeys {
  /** Seals, and opens. */
  current: Buffer;
  /** Opens alone: what was sealed before the master key was changed. */
  previous?: Buffer | undefined;
}

/** As {@link deriveKey}, for each. */
export function deriveKeys({ current, previous }: MasterKeys, purpose: string): MasterKeys {
  return {
    current: deriveKey(current, purpose),
    previous: previous && deriveKey(previous, purpose),
  };
}

/** Tells keys apart without giving anything of them away: 16 hexadecimal digits. */
export function keyId(key: Buffer): string {
  return createHmac('sha256', key).update('latchkey directory key id').digest('hex').slice(0, 16);
}

/**
 * Derives the key for one purpose from the master key (HKDF with SHA-256, RFC 5869): 32 bytes. Keys of different
 * purposes tell nothing of each other.
 */
export function deriveKey(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `latchkey directory ${purpose}`, 32));
}
