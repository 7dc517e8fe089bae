import { RpcError } from '@latchkey/rpc';
import type { EphemeralStore } from '@latchkey/storage';

/**
 * Makes an outage of the store something that callers can tell from a defect: whatever fails below becomes
 * RpcError UNAVAILABLE. Looking up and deciding are sent again by the caller's connection for a moment, a
 * device polls again by itself; nothing is lost when it is not known whether the operation took place,
 * because each of them may be repeated.
 */
export function answeringStore(store: EphemeralStore): EphemeralStore {
  const answer = async <Result>(operation: Promise<Result>): Promise<Result> =>
    operation.catch((cause: unknown) => {
      // What is out of bounds stays so, however often it is sent.
      if (cause instanceof RangeError) throw cause;
      throw new RpcError('UNAVAILABLE', 'the store of device authorizations does not answer', { cause });
    });
  return {
    put: (...entry) => answer(store.put(...entry)),
    putIfAbsent: (...entry) => answer(store.putIfAbsent(...entry)),
    get: (key) => answer(store.get(key)),
    takeOnce: (key) => answer(store.takeOnce(key)),
    compareAndSet: (...change) => answer(store.compareAndSet(...change)),
    delete: (key) => answer(store.delete(key)),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
