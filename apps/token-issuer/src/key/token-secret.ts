import { exportPrivateKey, type SigningKey } from '@latchkey/jwt';
import { hkdfSync } from 'node:crypto';

/**
 * Derives from a signing key the secret of 32 bytes that opaque access tokens are sealed under (HKDF-SHA256,
 * RFC 5869), so that they live and end with the key and every replica knows it without storing more.
 */
export function tokenSecret(key: SigningKey): Buffer {
  const secret = hkdfSync('sha256', exportPrivateKey(key), '', 'latchkey opaque access token', 32);
  return Buffer.from(secret);
}
