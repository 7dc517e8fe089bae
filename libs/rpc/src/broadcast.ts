import { RpcError } from './rpc-error';

/** Hands items to everybody who listens: the sending side of a watch. */
export interface Broadcast<Item> {
  /** Sends an item to all who listen now. */
  publish(item: Item): void;
  /**
   * Listens from the call on, not only from the first read, so that what is read from elsewhere afterwards
   * leaves no gap. Yields what has come since the last time, and an empty list when nothing has for
   * `heartbeatMilliseconds`. Ends when the signal aborts.
   *
   * @throws RpcError `RESOURCE_EXHAUSTED` when the reader has fallen too far behind: it should begin anew
   */
  subscribe(options: { signal: AbortSignal; heartbeatMilliseconds: number }): AsyncIterable<Item[]>;
}

/**
 * Creates a broadcast.
 *
 * @param mostPending items that may wait for one slow reader
 */
export function createBroadcast<Item>(mostPending = 10_000): Broadcast<Item> {
  const readers = new Set<(item: Item) => void>();

  return {
    publish(item) {
      for (const receive of readers) receive(item);
    },

    subscribe({ signal, heartbeatMilliseconds }) {
      let pending: Item[] = [];
      let overflowed = false;
      let wake = () => {};
      const receive = (item: Item) => {
        if (pending.length >= mostPending) overflowed = true;
        else pending.push(item);
        wake();
      };
      const leave = () => {
        readers.delete(receive);
        wake();
      };
      readers.add(receive);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();

      const somethingToDo = () =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, heartbeatMilliseconds).unref();
          wake = () => (clearTimeout(timer), resolve());
        });
      return (async function* () {
        try {
          while (!signal.aborted) {
            if (pending.length === 0) await somethingToDo();
            if (overflowed) throw new RpcError('RESOURCE_EXHAUSTED', 'the watcher reads too slowly');
            const items = pending;
            pending = [];
            if (!signal.aborted) yield items;
          }
        } finally {
          signal.removeEventListener('abort', leave);
          leave();
        }
      })();
    },
  };
}
