import { hash } from 'node:crypto';
import type { ValidatedToken } from './token-validator';

/** Remembers what valid tokens said, for as long as they last. */
export interface TokenCache {
  /** What the token said; undefined when it is not known, or its time is over. */
  get(accessToken: string): ValidatedToken | undefined;
  /** Remembers a token until it ends, or until a moment in milliseconds since the epoch if that is earlier. */
  set(accessToken: string, token: ValidatedToken, untilMilliseconds?: number): void;
  clear(): void;
}

/** How much is remembered. */
export interface TokenCacheOptions {
  maximumEntries: number;
  /** Most memory, roughly; 32 MiB by default. */
  maximumBytes?: number | undefined;
  /** Seconds that a token may be used after its end; 0 by default. */
  clockToleranceSeconds?: number | undefined;
  clock: () => Date;
}

interface Entry {
  token: ValidatedToken;
  /** Whether it was used since room was last looked for. */
  used: boolean;
  untilMilliseconds: number;
  bytes: number;
}

const defaultMaximumBytes = 32 * 1024 * 1024;

/** What an entry takes beside the texts of its claims, which are no longer than the token itself. */
const entryBytes = 700;

/**
 * Creates a cache of valid tokens. It holds a fixed number of them in a fixed amount of memory; those that were
 * not used for long make room for the next.
 *
 * The key is the SHA-256 of the token. That costs no more CPU than looking up the text, which has to be hashed too
 * (both about 2 µs for 600 characters), takes a tenth of the memory, and keeps no tokens that could be stolen.
 */
export function createTokenCache({
  maximumEntries,
  maximumBytes = defaultMaximumBytes,
  clockToleranceSeconds = 0,
  clock,
}: TokenCacheOptions): TokenCache {
  // A Map keeps the order of insertion. What was used gets a second chance at the end when its turn to go comes:
  // that costs less than moving it there with each use.
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const keyOf = (accessToken: string) => hash('sha256', accessToken, 'binary');

  function remove(key: string, entry: Entry): void {
    entries.delete(key);
    bytes -= entry.bytes;
  }

  function makeRoom(): void {
    for (const [key, entry] of entries) {
      if (entries.size <= maximumEntries && bytes <= maximumBytes) return;
      if (entry.used) {
        entry.used = false;
        entries.delete(key);
        entries.set(key, entry);
      } else {
        remove(key, entry);
      }
    }
  }

  return {
    get(accessToken) {
      const key = keyOf(accessToken);
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.untilMilliseconds <= clock().getTime()) {
        remove(key, entry);
        return undefined;
      }
      entry.used = true;
      return entry.token;
    },
    set(accessToken, token, untilMilliseconds = Infinity) {
      const key = keyOf(accessToken);
      const known = entries.get(key);
      if (known) remove(key, known);
      const end = token.expireTime.getTime() + clockToleranceSeconds * 1000;
      const entry = {
        token,
        used: false,
        untilMilliseconds: Math.min(end, untilMilliseconds),
        bytes: accessToken.length + entryBytes,
      };
      entries.set(key, entry);
      bytes += entry.bytes;
      makeRoom();
    },
    clear() {
      entries.clear();
      bytes = 0;
    },
  };
}
