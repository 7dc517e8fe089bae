import DataLoader from 'dataloader';

// Bounds what one answer may hold: so many values of 64 KiB.
const mostInRead = 100;

/**
 * Joins reads: the keys that are asked for in one turn of the event loop are read together, and everybody gets
 * their own value. Nothing is remembered: a later turn reads anew.
 *
 * @param readAll reads at most 100 keys, which may repeat; answers in their order, undefined where there is
 *   nothing. What it fails with, each of its callers fails with.
 */
export function coalesceReads(
  readAll: (keys: readonly string[]) => Promise<(string | undefined)[]>,
): (key: string) => Promise<string | undefined> {
  const loader = new DataLoader<string, string | undefined>(readAll, {
    cache: false,
    maxBatchSize: mostInRead,
    // setImmediate runs once every socket that is readable in this turn has been read.
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  });
  return (key) => loader.load(key);
}
