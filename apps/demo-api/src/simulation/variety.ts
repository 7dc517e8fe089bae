/**
 * A number from 0 up to, not including, 1 that looks random and is the same wherever and whenever it is asked
 * for: so that devices and days differ, and replicas agree. It is no secret and need not be hard to guess, so a
 * quick hash will do (FNV-1a, with a last mixing so that neighbouring days differ much).
 */
export function variety(...of: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of of.join(' ')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
