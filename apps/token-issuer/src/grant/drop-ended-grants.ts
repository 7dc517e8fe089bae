import type { Logger } from '@latchkey/service-kit';
import type { GrantRepository } from './grant-repository';

const intervalMilliseconds = 60_000;
const batch = 500;

/**
 * Drops grants that have ended, a small batch at a time, so that no statement runs long or holds many rows.
 * Any number of replicas may do it: each skips what another works on.
 */
export function dropEndedGrants(
  grants: Pick<GrantRepository, 'dropExpired'>,
  clock: () => Date,
  logger: Logger,
): { stop(): void } {
  let stopped = false;
  const drop = async () => {
    try {
      while (!stopped && (await grants.dropExpired(clock(), batch)) === batch);
    } catch (error) {
      logger.warn({ error }, 'ended grants could not be dropped; the next round tries again');
    }
  };
  const timer = setInterval(() => void drop(), intervalMilliseconds).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
