import { createHash, randomBytes } from 'node:crypto';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** Makes the secret of a new session: 256 random bits as base64url. */
export function createSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Returns what the directory keeps of a session token: its SHA-256, enough for 256 random bits. Undefined
 * for text that no session token looks like.
 */
export function hashSessionToken(token: string): Buffer | undefined {
  return tokenPattern.test(token) ? createHash('sha256').update(token).digest() : undefined;
}
