import { RpcError } from '@latchkey/rpc';

/**
 * Runs work on one key one after another, in the order of the calls; work on other keys goes on beside it. The
 * work is told whether it waited for others.
 */
export type InTurn = <Result>(key: string, work: (waited: boolean) => Promise<Result>) => Promise<Result>;

/**
 * Creates turns within this process. Callers that change the same record would otherwise void each other's
 * work again and again, and one who comes once, like a user who approves, could lose to a crowd for ever.
 *
 * @param longest how many callers of one key may wait; beyond it a call fails with RpcError ABORTED
 */
export function createTurns(longest: number): InTurn {
  const queues = new Map<string, { length: number; last: Promise<unknown> }>();

  return async (key, work) => {
    const queue = queues.get(key) ?? { length: 0, last: Promise.resolve() };
    if (queue.length >= longest) throw new RpcError('ABORTED', 'too many calls about one record at once');
    const waited = queue.length > 0;
    queues.set(key, queue);
    queue.length += 1;
    const result = queue.last.then(() => work(waited));
    queue.last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      queue.length -= 1;
      if (queue.length === 0) queues.delete(key);
    }
  };
}
