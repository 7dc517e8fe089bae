/** Remembers which windows are used up, so that a flooded key costs the store nothing. */
export interface UsedUpWindows {
  /** Milliseconds until a window with at least this limit used up ends; undefined when none is known. */
  find(key: string, limit: number, now: Date): number | undefined;
  /** Notes that a window has this limit used up, until it ends. */
  add(key: string, limit: number, endsAt: Date): void;
}

/**
 * Creates the memory.
 *
 * @param most windows that are remembered; beyond it the oldest are forgotten, and asked for again
 */
export function createUsedUpWindows(most = 10_000): UsedUpWindows {
  const windows = new Map<string, { limit: number; endsAt: number }>();
  return {
    find(key, limit, now) {
      const window = windows.get(key);
      if (!window) return undefined;
      const left = window.endsAt - now.getTime();
      if (left <= 0) windows.delete(key);
      // What has used up a small limit may have room in a larger one.
      return left > 0 && limit <= window.limit ? left : undefined;
    },
    add(key, limit, endsAt) {
      windows.delete(key);
      windows.set(key, { limit, endsAt: endsAt.getTime() });
      if (windows.size > most) {
        const [oldest] = windows.keys();
        if (oldest !== undefined) windows.delete(oldest);
      }
    },
  };
}
