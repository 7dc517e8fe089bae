import type { ResourceService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import { createRequestContext, runInRequestContext, type Logger } from '@latchkey/service-kit';

/** Lists the scopes of all resources; undefined while they are not known. */
export type SupportedScopes = () => Promise<string[] | undefined>;

/** What the list is made from. */
export interface SupportedScopesOptions {
  resourceService: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
  clock: () => Date;
  logger: Logger;
}

const keptSeconds = 60;
const retriedAfterSeconds = 5;
const deadlineMilliseconds = 1_000;

/** Asks the directory for the scopes at most once a minute; while it is away, the last known list stays. */
export function createSupportedScopes({
  resourceService,
  clock,
  logger,
}: SupportedScopesOptions): SupportedScopes {
  let lastKnown: string[] | undefined;
  let answer: Promise<string[] | undefined> | undefined;
  let askAgainAt = -Infinity;

  const keepFor = (seconds: number) => {
    askAgainAt = clock().getTime() + seconds * 1000;
  };

  async function ask(): Promise<string[] | undefined> {
    try {
      const { resources } = await resourceService.listResources({}, { deadlineMilliseconds });
      lastKnown = [...new Set(resources.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)))];
    } catch (error) {
      keepFor(retriedAfterSeconds);
      logger.warn({ error }, 'the scopes for the server metadata could not be listed');
    }
    return lastKnown;
  }

  return () => {
    if (!answer || clock().getTime() >= askAgainAt) {
      keepFor(keptSeconds);
      // The answer is shared: no request may cancel it for the others.
      answer = runInRequestContext(createRequestContext(), ask);
    }
    return answer;
  };
}
