import { RpcError } from '@latchkey/rpc';
import type { EphemeralStore } from '@latchkey/storage';

/** Computes the next value from the stored one; without `next` nothing changes. May run several times. */
export type Change<Result> = (stored: string | undefined) => { next?: string; result: Result };

/** Small values that all replicas change, one after another. */
export interface SharedValues {
  /**
   * Applies a change to the value of a key.
   *
   * @throws RpcError RESOURCE_EXHAUSTED when too many want to change it at once
   */
  change<Result>(key: string, change: Change<Result>): Promise<Result>;
}

/** What shared values need. */
export interface SharedValuesDeps {
  store: Pick<EphemeralStore, 'putIfAbsent' | 'get' | 'compareAndSet'>;
  /** How long a value lives after its last change. */
  ttlSeconds: number;
}

interface Waiting {
  /** Computes the value after this change, and remembers what to tell its caller. */
  apply(stored: string | undefined): string | undefined;
  succeed(): void;
  fail(error: unknown): void;
}

// An attempt is lost to other replicas alone, and each has one under way.
const maximumAttempts = 64;
const longestQueue = 1_000;

/**
 * Creates the values on a store. The changes of this process that wait for one key go into the store together,
 * by one compare-and-set: a key that everybody changes is no slower than one that nobody else does.
 */
export function createSharedValues({ store, ttlSeconds }: SharedValuesDeps): SharedValues {
  const queues = new Map<string, Waiting[]>();

  const applyTogether = async (key: string, batch: Waiting[]): Promise<void> => {
    for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
      const stored = await store.get(key);
      const next = batch.reduce((value, one) => one.apply(value), stored);
      if (next === undefined || next === stored) return;
      const isKept =
        stored === undefined
          ? await store.putIfAbsent(key, next, ttlSeconds)
          : await store.compareAndSet(key, stored, next, ttlSeconds);
      if (isKept) return;
    }
    throw tooMany();
  };

  const drain = async (key: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      await applyTogether(key, batch).then(
        () => batch.forEach((one) => one.succeed()),
        (error: unknown) => batch.forEach((one) => one.fail(error)),
      );
    }
    queues.delete(key);
  };

  return {
    change: (key, change) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(key);
        if (queue && queue.length >= longestQueue) return reject(tooMany());
        let succeed = () => {};
        const waiting: Waiting = {
          apply(stored) {
            const { next, result } = change(stored);
            succeed = () => resolve(result);
            return next ?? stored;
          },
          succeed: () => succeed(),
          fail: reject,
        };
        if (queue) return void queue.push(waiting);
        const opened = [waiting];
        queues.set(key, opened);
        void drain(key, opened);
      }),
  };
}

function tooMany(): RpcError {
  return new RpcError('RESOURCE_EXHAUSTED', 'too many want the same at once: try again');
}
