/** Values by key, each until a time of its own. */
export interface ExpiringEntries<Value> {
  get(key: string): Value | undefined;
  /**
   * Keeps a value until a moment in milliseconds since the epoch, in place of the one that was there; no shorter
   * than that one would have been kept.
   */
  set(key: string, value: Value, expireMilliseconds: number): void;
  /** Drops what has ended at a moment, up to 5,000 entries in a call: the event loop has other things to do. */
  dropEnded(nowMilliseconds: number): void;
  clear(): void;
  readonly size: number;
}

const bucketMilliseconds = 60_000;
const mostDropped = 5_000;

/**
 * Creates a map whose entries end. They are sorted into buckets of a minute by their end, so that nobody ever
 * walks over all of them.
 */
export function createExpiringEntries<Value>(): ExpiringEntries<Value> {
  const entries = new Map<string, { value: Value; expireMilliseconds: number }>();
  const buckets = new Map<number, string[]>();

  return {
    get: (key) => entries.get(key)?.value,
    set(key, value, expireMilliseconds) {
      const known = entries.get(key);
      const end = Math.max(expireMilliseconds, known?.expireMilliseconds ?? -Infinity);
      const bucket = Math.floor(end / bucketMilliseconds);
      entries.set(key, { value, expireMilliseconds: end });
      if (known && Math.floor(known.expireMilliseconds / bucketMilliseconds) === bucket) return;
      const keys = buckets.get(bucket);
      if (keys) keys.push(key);
      else buckets.set(bucket, [key]);
    },
    dropEnded(nowMilliseconds) {
      const current = Math.floor(nowMilliseconds / bucketMilliseconds);
      let left = mostDropped;
      for (const [bucket, keys] of buckets) {
        if (bucket >= current) continue;
        for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
          const entry = entries.get(key);
          // One that was prolonged has a place in a later bucket too.
          if (entry && entry.expireMilliseconds < nowMilliseconds) entries.delete(key);
          if (--left === 0) return;
        }
        buckets.delete(bucket);
      }
    },
    clear() {
      entries.clear();
      buckets.clear();
    },
    get size() {
      return entries.size;
    },
  };
}
