import { randomFillSync } from 'node:crypto';

// One call for random bytes costs several microseconds, whatever their number; a request needs three.
const pool = Buffer.alloc(8 * 1024);
let used = pool.length;

/**
 * Makes an identifier that nobody else makes, from the cryptographic random source. For names of requests,
 * spans and tokens, which are no secrets: for those take `randomBytes`.
 *
 * @param bytes length, 8 to 32 bytes
 */
export function randomIdentifier(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const identifier = pool.toString(encoding, used, used + bytes);
  used += bytes;
  return identifier;
}
