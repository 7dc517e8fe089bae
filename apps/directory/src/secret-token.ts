import { createHash, randomBytes } from 'node:crypto';

const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** Makes a secret that stands for something by itself: 256 random bits as base64url. */
export function createSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Returns what the directory keeps of a secret token: its SHA-256, enough for 256 random bits. Undefined for
 * text that no such token looks like.
 */
export function hashSecretToken(token: string): Buffer | undefined {
  return tokenPattern.test(token) ? createHash('sha256').update(token).digest() : undefined;
}
