import { createKeySet } from '@latchkey/jwt';
import { RpcError } from '@latchkey/rpc';
import { createRequestContext, runInRequestContext, type Logger } from '@latchkey/service-kit';
import type { JwksSource, PublishedKeys } from './jwks-source';

/** Where the keys come from, and for how long they serve. */
export interface PolledKeysOptions {
  fetchJwks(): Promise<FetchedJwks>;
  clock: () => Date;
  /** Told when the keys cannot be fetched. */
  logger: Pick<Logger, 'warn'>;
  /** How long keys that are due for a refresh serve on while the issuer is away; 3600 by default. */
  maximumStaleSeconds?: number | undefined;
}

/** A JWK Set as it came, unread. */
export type FetchedJwks = Pick<PublishedKeys, 'jwksJson' | 'maxAgeSeconds'>;

/** Keys that are fetched when they are needed. */
export interface PolledKeys extends JwksSource {
  /** Takes keys in that came another way. */
  take(keys: PublishedKeys): void;
}

const attemptIntervalMilliseconds = 1_000;

/** Reads a JWK Set; the key set is that of the known keys when they are the same. Throws when it is malformed. */
export function readKeys(
  { jwksJson, maxAgeSeconds }: FetchedJwks,
  known: PublishedKeys | undefined,
  fetchTime: Date,
): PublishedKeys {
  const keySet = known?.jwksJson === jwksJson ? known.keySet : createKeySet(JSON.parse(jwksJson));
  return { keySet, jwksJson, maxAgeSeconds, fetchTime };
}

/** Fetches keys when they are needed, and keeps them. */
export function createPolledKeys({
  fetchJwks,
  clock,
  logger,
  maximumStaleSeconds = 3600,
}: PolledKeysOptions): PolledKeys {
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
      keys = readKeys(await fetchJwks(), keys, clock());
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
    latest: () => (isFresh() ? keys : undefined),
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
    take(taken) {
      keys = taken;
    },
  };
}
