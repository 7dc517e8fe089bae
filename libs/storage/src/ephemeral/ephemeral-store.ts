/** A value under its key. */
export interface EphemeralEntry {
  key: string;
  value: string;
}

/**
 * Short-lived state that several replicas share: pushed authorization requests, device codes, replay records
 * and the like. Each operation is atomic. Keys are namespaced by the caller (`device:…`); what came from
 * outside belongs into them as a hash. Keys have at most 512 bytes and values 64 KiB, in UTF-8.
 *
 * Every method rejects with a RangeError for a key, value or time to live out of bounds. It rejects with
 * another error within a few seconds when the server behind is away; whether the operation took place is
 * then unknown.
 */
export interface EphemeralStore {
  /** Stores a value, replacing what was there, for `ttlSeconds` (fractions allowed, 90 days at most). */
  put(key: string, value: string, ttlSeconds: number): Promise<void>;
  /**
   * Stores a value unless one is there. True for the one caller whose value it is now; that caller's entry `along`
   * is stored in the same step and for the same time, replacing what was there. On PostgreSQL all that is asked
   * for in one turn of the event loop is one statement, up to 100 keys.
   */
  putIfAbsent(key: string, value: string, ttlSeconds: number, along?: EphemeralEntry): Promise<boolean>;
  /**
   * The value, or undefined when there is none or its time is over. What is asked for in one turn of the event
   * loop is read together, up to 100 keys by one statement.
   */
  get(key: string): Promise<string | undefined>;
  /** Removes the value and returns it: of any number of simultaneous callers, one gets it. */
  takeOnce(key: string): Promise<string | undefined>;
  /**
   * Replaces the value if it is `expected`. True for the one caller who did. The remaining lifetime is kept
   * unless `ttlSeconds` sets a new one.
   */
  compareAndSet(key: string, expected: string, next: string, ttlSeconds?: number): Promise<boolean>;
  /** Removes the value, if there is one. */
  delete(key: string): Promise<void>;
  /** Resolves when the server behind answers: for readiness. */
  ping(): Promise<void>;
  /** Ends background work and connections of the store's own. */
  close(): Promise<void>;
}
