import type { Logger } from '@latchkey/service-kit';

/** Rows that end. */
export interface EndingRows {
  /** Drops up to `limit` that have ended and returns how many; skips rows that somebody else works on. */
  dropExpired(now: Date, limit: number): Promise<number>;
}

const intervalMilliseconds = 60_000;
const batch = 500;

/**
 * Drops rows that have ended, a small batch at a time, so that no statement runs long or holds many rows. Any
 * number of replicas may do it: each skips what another works on.
 *
 * @param tables what the rows are, as words for the log
 */
export function dropEnded(
  tables: Record<string, EndingRows>,
  clock: () => Date,
  logger: Pick<Logger, 'warn'>,
): { stop(): void } {
  let stopped = false;
  const drop = async (name: string, rows: EndingRows) => {
    try {
      while (!stopped && (await rows.dropExpired(clock(), batch)) === batch);
    } catch (error) {
      logger.warn({ error }, `ended ${name} could not be dropped; the next round tries again`);
    }
  };
  const timer = setInterval(() => {
    for (const [name, rows] of Object.entries(tables)) void drop(name, rows);
  }, intervalMilliseconds).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
