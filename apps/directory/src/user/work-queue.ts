import { OAuthError } from '@latchkey/oauth';

/** How much a queue takes on. */
export interface WorkQueueOptions {
  /** Most pieces of work under way at once. */
  running: number;
  /** Most pieces of work that wait for their turn. */
  waiting: number;
}

/**
 * Runs a piece of work when its turn comes, in order of arrival. Rejects with `temporarily_unavailable`
 * when too many wait already, and with the signal's reason when its caller leaves while it waits.
 */
export type WorkQueue = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

const retryAfterSeconds = 2;

/** Creates a queue that bounds expensive work, so that a flood of it is refused instead of piling up. */
export function createWorkQueue({ running: mostRunning, waiting: mostWaiting }: WorkQueueOptions): WorkQueue {
  const waiting = new Set<() => void>();
  let running = 0;

  const turn = async (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    if (running < mostRunning) {
      running += 1;
      return;
    }
    if (waiting.size >= mostWaiting) {
      throw new OAuthError('temporarily_unavailable', {
        description: 'too many people sign in at this moment: try again in a few seconds',
        retryAfterSeconds,
      });
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(start);
        reject(signal?.reason);
      };
      waiting.add(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  };

  const passOn = () => {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return async (work, signal) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      passOn();
    }
  };
}
