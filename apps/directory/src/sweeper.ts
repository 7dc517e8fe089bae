import type { Logger } from '@latchkey/service-kit';

/** What a sweeper needs. */
export interface SweeperOptions {
  /** What expires, as a word for the log. */
  name: string;
  /** Drops at most `limit` of what has expired; returns how many. */
  deleteExpired(now: Date, limit: number): Promise<number>;
  clock: () => Date;
  logger: Logger;
  /** Between two runs. */
  intervalSeconds?: number;
  /** Most rows that one statement drops. */
  batchSize?: number;
}

/** Drops what has expired in the background. */
export interface Sweeper {
  /** Stops, after the statement under way. */
  close(): Promise<void>;
}

/**
 * Starts to drop expired rows, in batches small enough that nobody waits for one. They have counted for
 * nothing since they expired: this only gives their space back and forgets where people were. Every replica
 * may run one, since each passes over the rows that another one has in hand.
 */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { name, deleteExpired, clock, logger, intervalSeconds = 60, batchSize = 500 } = options;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const sweep = async () => {
    try {
      let dropped = batchSize;
      while (!closed && dropped === batchSize) dropped = await deleteExpired(clock(), batchSize);
    } catch (error) {
      logger.warn({ error, expired: name }, 'expired rows not dropped, trying again later');
    }
    schedule();
  };
  const schedule = () => {
    if (!closed) timer = setTimeout(() => (run = sweep()), intervalSeconds * 1000).unref();
  };
  let run = sweep();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await run;
    },
  };
}
