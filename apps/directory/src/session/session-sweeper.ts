import type { Logger } from '@latchkey/service-kit';
import type { SessionRepository } from './session-repository';

/** What the sweeper needs. */
export interface SessionSweeperOptions {
  sessions: Pick<SessionRepository, 'deleteExpired'>;
  clock: () => Date;
  logger: Logger;
  /** Between two runs. */
  intervalSeconds?: number;
  /** Most sessions that one statement drops. */
  batchSize?: number;
}

/** Drops expired sessions in the background. */
export interface SessionSweeper {
  /** Stops, after the statement under way. */
  close(): Promise<void>;
}

/**
 * Starts to drop expired sessions, in batches small enough that nobody waits for one. They have been
 * refused since they expired: this only gives their space back and forgets where people were. Every
 * replica may run one, since each passes over the rows that another one has in hand.
 */
export function startSessionSweeper(options: SessionSweeperOptions): SessionSweeper {
  const { sessions, clock, logger, intervalSeconds = 60, batchSize = 500 } = options;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const sweep = async () => {
    try {
      let dropped = batchSize;
      while (!closed && dropped === batchSize) dropped = await sessions.deleteExpired(clock(), batchSize);
    } catch (error) {
      logger.warn({ error }, 'expired sessions not dropped, trying again later');
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
