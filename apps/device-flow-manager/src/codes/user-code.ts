import type { RandomBytes } from './random-bytes';

// 8 characters of 5 bits: the entropy that RFC 8628 §5.1 weighs against guessing is 40 bits.
const userCodeLength = 8;

// Crockford's base32: no I, L, O, which are mistaken for digits, and no U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What people read into a character that the alphabet lacks. */
const mistaken: Record<string, string> = { O: '0', I: '1', L: '1' };

// A person types 8 characters and perhaps a separator after each; anything much longer is no user code.
const longestTyped = 64;
const separators = /[\s\p{Pd}]/gu;
const typedCharacters = /^[0-9A-Za-z]{8}$/;

/**
 * Makes a user code as it is shown to people: 8 characters of Crockford base32, such as `ETE39050`
 * (RFC 8628 §6.1).
 */
export function newUserCode(randomBytes: RandomBytes): string {
  let bits = 0n;
  for (const byte of randomBytes(5)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: userCodeLength }, (_, place) => {
    const shift = BigInt(5 * (userCodeLength - 1 - place));
    return alphabet[Number((bits >> shift) & 31n)];
  }).join('');
}

/**
 * Reads what somebody typed as the user code that they meant: case, spaces and dashes do not count, O is
 * read as 0, I and L as 1 (RFC 8628 §6.1). Returns undefined for what cannot be a user code.
 */
export function parseUserCode(typed: string): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const characters = typed.replace(separators, '');
  if (!typedCharacters.test(characters)) return undefined;
  const meant = Array.from(characters.toUpperCase(), (character) => mistaken[character] ?? character);
  return meant.every((character) => alphabet.includes(character)) ? meant.join('') : undefined;
}
