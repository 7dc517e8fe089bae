import DataLoader from 'dataloader';

// Bounds what one statement carries: so many values of 64 KiB.
const mostInBatch = 100;

/**
 * Joins operations of one kind: what is asked for in one turn of the event loop goes to the server together, and
 * everybody gets their own result. Nothing is remembered: a later turn asks anew.
 *
 * @param runAll runs at most 100 operations, which may repeat; results in their order. What it fails with, each
 *   of its callers fails with.
 */
export function coalesced<Operation, Result>(
  runAll: (operations: readonly Operation[]) => Promise<Result[]>,
): (operation: Operation) => Promise<Result> {
  const loader = new DataLoader<Operation, Result>(runAll, {
    cache: false,
    maxBatchSize: mostInBatch,
    // setImmediate runs once every socket that is readable in this turn has been read.
    batchScheduleFn: (dispatch) => setImmediate(dispatch),
  });
  return (operation) => loader.load(operation);
}
