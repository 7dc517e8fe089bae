import { createHash, randomBytes } from 'node:crypto';

// Crockford's base32: nothing in it is easily mistaken for something else.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 16;
const codePattern = new RegExp(`^[${alphabet}]{${codeLength}}$`);
const longestTyped = 64;

/** Makes a code of 80 random bits, as it is shown: XXXX-XXXX-XXXX-XXXX. */
export function createRecoveryCode(): string {
  // 256 is a multiple of 32, so that each character is as likely as any other.
  const characters = [...randomBytes(codeLength)].map((byte) => alphabet[byte % alphabet.length]);
  return characters.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * Returns what the directory keeps of a code as typed: its SHA-256. Case, spaces and hyphens do not matter, and
 * O, I and L are the digits that they look like. Undefined for what cannot be a code.
 */
export function hashRecoveryCode(typed: string): Buffer | undefined {
  if (typed.length > longestTyped) return undefined;
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return codePattern.test(code) ? createHash('sha256').update(code).digest() : undefined;
}
