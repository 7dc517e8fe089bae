import type { ValidatedToken } from './token-validator';

/** Remembers what verified tokens said, for as long as they last. */
export interface TokenCache {
  /** What the token said; undefined when it is not known or has ended. */
  get(accessToken: string): ValidatedToken | undefined;
  set(accessToken: string, token: ValidatedToken): void;
  clear(): void;
}

/**
 * Creates a cache of verified tokens. It holds a fixed number of them, and the one that was not used for
 * longest makes room for the next.
 */
export function createTokenCache({
  maximumEntries,
  clock,
}: {
  maximumEntries: number;
  clock: () => Date;
}): TokenCache {
  // A Map keeps the order of insertion: what is used moves to the end, so the first is the least used.
  const entries = new Map<string, ValidatedToken>();
  return {
    get(accessToken) {
      const token = entries.get(accessToken);
      if (!token) return undefined;
      entries.delete(accessToken);
      if (token.expireTime <= clock()) return undefined;
      entries.set(accessToken, token);
      return token;
    },
    set(accessToken, token) {
      entries.delete(accessToken);
      entries.set(accessToken, token);
      if (entries.size > maximumEntries) {
        for (const leastUsed of entries.keys()) {
          entries.delete(leastUsed);
          break;
        }
      }
    },
    clear: () => entries.clear(),
  };
}
