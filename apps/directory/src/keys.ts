import { hkdfSync } from 'node:crypto';

/**
 * Derives the key for one purpose from the master key (HKDF with SHA-256, RFC 5869): 32 bytes. Keys of different
 * purposes tell nothing of each other.
 */
export function deriveKey(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `latchkey directory ${purpose}`, 32));
}
