import type { PublishedKeys } from '../client/client';
import { createRecentMap } from '../client/recent-map';
import type { FetchKeySet } from './fetch-key-set';
import { readKeySet, type AssertionKey } from './key-set';

/**
 * Finds keys that somebody has registered or publishes. `fits` says which are wanted: when none of those known
 * does, published keys are fetched anew.
 *
 * @throws Error, for the log, when the keys cannot be had
 */
export type FindKeys = (
  published: PublishedKeys,
  fits: (key: AssertionKey) => boolean,
) => Promise<AssertionKey[]>;

/** Keys that were fetched. Times are milliseconds since the epoch. */
interface FetchedKeys {
  keys: AssertionKey[];
  fetchedAt: number;
  /** When they were last asked for, whatever came of it. */
  triedAt: number;
}

const freshMilliseconds = 5 * 60_000;
// While their server is away: long enough to repair it, not for ever, since a key may have been withdrawn.
const staleMilliseconds = 60 * 60_000;
// However many assertions name a key that nobody has, its supposed owner is not asked more often.
const pauseMilliseconds = 5_000;
const mostSets = 1_000;
const mostFetches = 8;

/** Creates the memory of published keys: bounded in number and age, each set fetched once for all who wait. */
export function createPublishedKeys(dependencies: { fetchKeySet: FetchKeySet; clock: () => Date }): FindKeys {
  const registered = new WeakMap<PublishedKeys, AssertionKey[]>();
  const fetched = createRecentMap<FetchedKeys>(mostSets);
  const fetches = new Map<string, Promise<AssertionKey[]>>();

  return async (published, fits) => {
    const { jwksJson, jwksUri } = published;
    if (jwksJson === '' && jwksUri === '') throw new Error('no keys are registered');
    const keys = jwksJson === '' ? await keysAt(jwksUri, fits) : registeredKeys(published);
    return keys.filter(fits);
  };

  function registeredKeys(published: PublishedKeys): AssertionKey[] {
    const keys = registered.get(published) ?? readKeySet(published.jwksJson);
    registered.set(published, keys);
    return keys;
  }

  async function keysAt(uri: string, fits: (key: AssertionKey) => boolean): Promise<AssertionKey[]> {
    const known = fetched.get(uri);
    const now = dependencies.clock().getTime();
    const isFresh = known && now < known.fetchedAt + freshMilliseconds;
    if (isFresh && known.keys.some(fits)) return known.keys;
    const underWay = fetches.get(uri);
    if (underWay) return underWay;
    const isTooSoon = known && now < known.triedAt + pauseMilliseconds;
    if (isTooSoon || fetches.size >= mostFetches) return lastKnown(known, now);
    const fetching = fetchAnew(uri, known, now).finally(() => fetches.delete(uri));
    fetches.set(uri, fetching);
    return fetching;
  }

  async function fetchAnew(
    uri: string,
    known: FetchedKeys | undefined,
    now: number,
  ): Promise<AssertionKey[]> {
    try {
      const keys = readKeySet(await dependencies.fetchKeySet(uri));
      fetched.set(uri, { keys, fetchedAt: now, triedAt: now });
      return keys;
    } catch (cause) {
      const { keys, fetchedAt } = known ?? { keys: [], fetchedAt: -Infinity };
      fetched.set(uri, { keys, fetchedAt, triedAt: now });
      return lastKnown(known, now, cause);
    }
  }
}

function lastKnown(known: FetchedKeys | undefined, now: number, cause?: unknown): AssertionKey[] {
  if (known && now < known.fetchedAt + staleMilliseconds) return known.keys;
  const reason =
    cause instanceof Error ? cause.message : 'the last attempt failed, or too many are under way';
  throw new Error(`the published keys cannot be fetched: ${reason}`, { cause });
}
