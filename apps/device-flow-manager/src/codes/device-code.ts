import { createHash } from 'node:crypto';
import type { RandomBytes } from './random-bytes';

const deviceCodePattern = /^[A-Za-z0-9_-]{43}$/;

/** Makes a device code: 256 random bits as base64url, which nobody guesses (RFC 8628 §5.2). */
export function newDeviceCode(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/**
 * The SHA-256 of a device code as base64url: what is stored in its place, so that who reads the store
 * cannot poll. Returns undefined for what cannot be a device code.
 */
export function deviceCodeHash(deviceCode: string): string | undefined {
  if (!deviceCodePattern.test(deviceCode)) return undefined;
  return createHash('sha256').update(deviceCode).digest('base64url');
}
