import type { FindRevocation, RevocationKind, StoredRevocation } from './revocation';

/** The revocations that still matter, in memory, in the order of their positions. */
export interface RevocationMemory {
  /** Where the memory stands: it holds everything up to this position. */
  position(): bigint;
  /** Takes in the next revocation. */
  add(revocation: StoredRevocation): void;
  /** Forgets everything. */
  clear(): void;
  find: FindRevocation;
  /** The revocations after a position that have not ended. */
  after(position: bigint): StoredRevocation[];
  /** How many are held. */
  size(): number;
}

const bucketMilliseconds = 10_000;

/** Creates an empty memory. What has ended is dropped as new ones come, so it is as bounded as the table. */
export function createRevocationMemory(clock: () => Date): RevocationMemory {
  // A Map keeps insertion order, and a revocation that replaces another is inserted anew.
  const entries = new Map<string, StoredRevocation>();
  // Keys by the span of time in which they end, so that dropping never looks at what stays.
  const endings = new Map<number, Set<string>>();
  let position = 0n;
  let dropped = -Infinity;

  return {
    position: () => position,

    add(revocation) {
      position = revocation.position;
      const key = keyOf(revocation.kind, revocation.value);
      entries.delete(key);
      if (revocation.expiresAt > clock()) {
        entries.set(key, revocation);
        const bucket = bucketOf(revocation.expiresAt);
        endings.set(bucket, (endings.get(bucket) ?? new Set()).add(key));
      }
      dropEnded();
    },

    clear() {
      entries.clear();
      endings.clear();
      position = 0n;
    },

    find: (kind, value) => entries.get(keyOf(kind, value))?.revokedAt,

    after(start) {
      const now = clock();
      return [...entries.values()].filter((entry) => entry.position > start && entry.expiresAt > now);
    },

    size: () => entries.size,
  };

  function dropEnded(): void {
    const now = clock();
    const current = bucketOf(now);
    if (current === dropped) return;
    dropped = current;
    for (const [bucket, keys] of endings) {
      if (bucket >= current) continue;
      endings.delete(bucket);
      for (const key of keys) {
        // It may have been replaced by one that lasts longer.
        const entry = entries.get(key);
        if (entry && entry.expiresAt <= now) entries.delete(key);
      }
    }
  }
}

function bucketOf(time: Date): number {
  return Math.floor(time.getTime() / bucketMilliseconds);
}

function keyOf(kind: RevocationKind, value: string): string {
  return `${kind}:${value}`;
}
