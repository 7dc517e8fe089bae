import { randomUUID } from 'node:crypto';
import type { KeyService, WatchJwksResponse } from '@latchkey/contracts';
import { RpcError, watch, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { JwksSource, PublishedKeys } from './jwks-source';
import { createPolledKeys, readKeys } from './polled-keys';

/** Keys that the token issuer pushes. */
export interface PushedJwksSource extends JwksSource {
  /** Whether the stream stands: then `latest` has the keys. */
  isCurrent(): boolean;
  /** Ends the stream. */
  close(): void;
}

/** How the keys are kept. */
export interface PushedJwksSourceOptions {
  keyService: Pick<RpcClient<typeof KeyService>, 'watchJwks' | 'confirmJwks' | 'getJwks'>;
  clock: () => Date;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Longest silence of the stream until the keys count as stale; 3,000 by default. It beats every second. */
  silenceMilliseconds?: number | undefined;
}

const deadlineMilliseconds = 1_000;

/**
 * Keeps the issuer's keys by watching them, and confirms each revision as soon as it verifies with it: the
 * issuer waits for that before it signs with a new key. While the stream does not stand, and for a key that has
 * not been pushed yet, it asks for the keys instead.
 */
export function createPushedJwksSource({
  keyService,
  clock,
  logger,
  silenceMilliseconds = 3_000,
}: PushedJwksSourceOptions): PushedJwksSource {
  const watcherId = randomUUID();
  // What is asked for may come from a replica that has not heard of the last change: it is kept apart.
  const asked = createPolledKeys({
    fetchJwks: () => keyService.getJwks({}, { deadlineMilliseconds }),
    clock,
    logger,
  });
  let pushed: PublishedKeys | undefined;
  let revision = -1n;
  let confirmedRevision = -1n;
  let confirming = false;

  const standing = watch<WatchJwksResponse>({
    name: 'keys',
    open: (options) => keyService.watchJwks({ watcherId }, options),
    onMessage(message) {
      if (message.revision < revision || (!message.jwks && message.revision !== revision)) {
        throw new RpcError('INTERNAL', 'the stream of keys left something out');
      }
      if (message.jwks) pushed = readKeys(message.jwks, pushed, clock());
      else if (pushed) pushed = { ...pushed, fetchTime: clock() };
      revision = message.revision;
      if (pushed) asked.take(pushed);
      if (confirmedRevision < revision && !confirming) void confirm(revision);
    },
    silenceMilliseconds,
    logger,
  });

  /** Never rejects: what could not be confirmed is tried again with the next message. */
  async function confirm(inUse: bigint): Promise<void> {
    confirming = true;
    try {
      await keyService.confirmJwks({ watcherId, revision: inUse }, { deadlineMilliseconds });
      confirmedRevision = inUse;
    } catch (error) {
      logger.warn({ error }, 'the keys in use could not be confirmed');
    } finally {
      confirming = false;
    }
  }

  const latest = () => (standing.isCurrent() ? pushed : undefined);
  return {
    latest,
    current: async () => latest() ?? asked.current(),
    refreshed: asked.refreshed,
    isCurrent: () => latest() !== undefined,
    close: standing.close,
  };
}
