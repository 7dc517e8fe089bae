/** Counts uses in windows of time that all replicas share. */
export interface QuotaCounter {
  /**
   * Adds uses to the window of a key, which begins with the first of them. Of simultaneous calls each sees
   * another sum.
   *
   * @param key 1 to 64 characters
   * @returns the uses of the window, these included, and what is left of it in milliseconds
   * @throws Error when the store does not answer; whether the uses count is then unknown
   */
  add(key: string, uses: number, windowSeconds: number): Promise<{ used: number; resetMilliseconds: number }>;
  /** Ends connections and background work of the counter's own. */
  close(): Promise<void>;
}
