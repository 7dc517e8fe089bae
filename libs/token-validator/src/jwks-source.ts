import type { KeyService } from '@latchkey/contracts';
import { createKeySet, type KeySet } from '@latchkey/jwt';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { createRequestContext, runInRequestContext, type Logger } from '@latchkey/service-kit';

/** The keys of the token issuer, as fetched. */
export interface PublishedKeys {
  /** The keys, ready to verify with; the same object for as long as the issuer publishes the same keys. */
  readonly keySet: KeySet;
  /** The JWK Set as the issuer wrote it (RFC 7517 §5). */
  readonly jwksJson: string;
  /** How long a copy may be used before asking again. */
  readonly maxAgeSeconds: number;
  /** When this copy was fetched. */
  readonly fetchTime: Date;
}

/** Keeps the issuer's keys at hand. */
export interface JwksSource {
  /**
   * Returns the keys to verify with now, fetching them when there are none or the copy is older than its
   * `maxAgeSeconds`.
   *
   * @throws RpcError `UNAVAILABLE` when there are none, or only ones that have not been confirmed for too long
   */
  current(): Promise<PublishedKeys>;
  /**
   * Asks again first, as for a key that is not known; at most once a second, whoever wants it.
   *
   * @throws RpcError `UNAVAILABLE` when asking failed
   */
  refreshed(): Promise<PublishedKeys>;
}

/** How the keys are kept. */
export interface JwksSourceOptions {
  keyService: Pick<RpcClient<typeof KeyService>, 'getJwks'>;
  clock: () => Date;
  /** Told when the keys cannot be fetched. */
  logger: Pick<Logger, 'warn'>;
  /** How long keys that are due for a refresh serve on while the issuer is away; 3600 by default. */
  maximumStaleSeconds?: number;
}

const attemptIntervalMilliseconds = 1_000;
const deadlineMilliseconds = 1_000;

/** Fetches the issuer's keys when they are needed, and keeps them. */
export function createJwksSource({
  keyService,
  clock,
  logger,
  maximumStaleSeconds = 3600,
}: JwksSourceOptions): JwksSource {
  let keys: PublishedKeys | undefined;
  let refreshing: Promise<void> | undefined;
  let lastAttemptTime = -Infinity;
  let lastAttemptFailed = false;

  const now = () => clock().getTime();
  const ageSeconds = () => (keys ? (now() - keys.fetchTime.getTime()) / 1000 : Infinity);
  const isFresh = () => keys !== undefined && ageSeconds() < keys.maxAgeSeconds;
  const isUsable = () => keys !== undefined && ageSeconds() < keys.maxAgeSeconds + maximumStaleSeconds;

  async function fetchKeys(): Promise<void> {
    try {
      const { jwksJson, maxAgeSeconds } = await keyService.getJwks({}, { deadlineMilliseconds });
      const keySet = keys?.jwksJson === jwksJson ? keys.keySet : createKeySet(JSON.parse(jwksJson));
      keys = { keySet, jwksJson, maxAgeSeconds, fetchTime: clock() };
      lastAttemptFailed = false;
    } catch (error) {
      lastAttemptFailed = true;
      logger.warn({ error }, 'the keys that verify access tokens could not be fetched');
    }
  }

  /** Fetches the keys, once for all who wait, and not again right after. Never rejects. */
  async function refresh(): Promise<void> {
    if (!refreshing) {
      if (now() - lastAttemptTime < attemptIntervalMilliseconds) return;
      lastAttemptTime = now();
      // The request that happens to come first must not end the fetch for the others when it is cancelled.
      refreshing = runInRequestContext(createRequestContext(), fetchKeys).finally(() => {
        refreshing = undefined;
      });
    }
    await refreshing;
  }

  function usableKeys(): PublishedKeys {
    if (!keys || !isUsable()) {
      throw new RpcError('UNAVAILABLE', 'there are no keys to verify access tokens with');
    }
    return keys;
  }

  return {
    async current() {
      if (!isFresh()) {
        const attempt = refresh();
        // While the issuer is away, requests go on with the keys at hand instead of waiting for each attempt.
        if (!lastAttemptFailed || !isUsable()) await attempt;
      }
      return usableKeys();
    },
    async refreshed() {
      await refresh();
      if (lastAttemptFailed) throw new RpcError('UNAVAILABLE', 'the issuer could not be asked for its keys');
      return usableKeys();
    },
  };
}
