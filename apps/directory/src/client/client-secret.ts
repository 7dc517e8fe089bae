import { createHash } from 'node:crypto';

/** What a client secret looks like: 256 random bits or more as base64url, at most 512 characters. */
export const clientSecretPattern = /^[A-Za-z0-9_-]{43,512}$/;

/**
 * Returns what the directory keeps of a client secret: its SHA-256. A secret of 256 random bits cannot be
 * guessed, so a slow hash would cost every token request and gain nothing.
 */
export function hashClientSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
