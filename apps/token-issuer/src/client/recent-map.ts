/** A map that holds a bounded number of entries: the ones used most recently. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

/** Creates a map that forgets the entry unused for longest when there would be more than `mostEntries`. */
export function createRecentMap<Value>(mostEntries: number): RecentMap<Value> {
  // A Map keeps insertion order, and what is used is inserted anew: the first entry is the one to forget.
  const entries = new Map<string, Value>();
  const insertAnew = (key: string, value: Value) => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) insertAnew(key, value);
      return value;
    },
    set(key, value) {
      insertAnew(key, value);
      if (entries.size <= mostEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
