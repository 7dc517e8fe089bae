import type { RevocationService, WatchRevocationsResponse } from '@latchkey/contracts';
import { RpcError, watch, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createRevokedTokens, type RevocableToken } from './revoked-tokens';

/** What the token issuer has revoked, as it is pushed. */
export interface RevocationList {
  /** Whether it is all there is: when it is not, nobody may be let in on its word. */
  isCurrent(): boolean;
  /** Whether a token was revoked: itself, or with its grant, one of its clients or its subject. */
  isRevoked(token: RevocableToken): boolean;
  /** Ends the stream. */
  close(): void;
}

/** How the list is kept. */
export interface RevocationListOptions {
  revocationService: Pick<RpcClient<typeof RevocationService>, 'watchRevocations'>;
  clock: () => Date;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Longest silence of the stream until the list counts as stale; 1,000 by default. */
  silenceMilliseconds?: number | undefined;
  /** Most revocations that are held; 250,000 by default, which takes about 50 MB. */
  maximumEntries?: number | undefined;
}

/** Time until a list that could not be kept is asked for anew: as a whole it is no small thing to send. */
const restartMilliseconds = 10_000;

/**
 * Keeps a list of what is revoked by watching the token issuer. It is current while the stream stands and has
 * sent everything up to now. Entries end with the last token that they concern. A list that would grow beyond
 * its maximum, or that holds something that this build does not understand, is not current: it forgets nothing
 * that it would have to know.
 */
export function createRevocationList({
  revocationService,
  clock,
  logger,
  silenceMilliseconds = 1_000,
  maximumEntries = 250_000,
}: RevocationListOptions): RevocationList {
  const revoked = createRevokedTokens();
  // Where the next stream goes on; 0 asks for everything.
  let position = 0n;
  // Whether this stream has sent everything up to now.
  let complete = false;
  let givenUpTime: number | undefined;

  const standing = watch<WatchRevocationsResponse>({
    name: 'revocations',
    open(options) {
      complete = false;
      return revocationService.watchRevocations({ position }, options);
    },
    onMessage(message) {
      if (givenUpTime !== undefined) return waitForRestart(givenUpTime);
      try {
        takeIn(message);
      } catch (error) {
        giveUp(error);
      }
    },
    silenceMilliseconds,
    logger,
  });

  function takeIn(message: WatchRevocationsResponse): void {
    if (message.snapshot) {
      revoked.clear();
      complete = false;
      position = 0n;
    } else if (message.position < position) {
      throw new RpcError('INTERNAL', 'the stream of revocations went back');
    }
    revoked.dropEnded(clock().getTime());
    for (const revocation of message.revocations) revoked.add(revocation);
    if (revoked.size > maximumEntries) {
      throw new RpcError('RESOURCE_EXHAUSTED', `there are more than ${maximumEntries} revocations`);
    }
    complete ||= message.complete;
    // A stream that breaks in the middle of what it had to catch up on sends all of that again.
    if (complete) position = message.position;
  }

  function giveUp(error: unknown): void {
    revoked.clear();
    complete = false;
    position = 0n;
    givenUpTime = performance.now();
    logger.warn({ error }, 'the list of revocations cannot be kept: the issuer is asked about each token');
  }

  function waitForRestart(since: number): void {
    if (performance.now() - since < restartMilliseconds) return;
    givenUpTime = undefined;
    throw new RpcError('ABORTED', 'the list of revocations begins anew');
  }

  return {
    isCurrent: () => complete && standing.isCurrent(),
    isRevoked: revoked.has,
    close: standing.close,
  };
}
