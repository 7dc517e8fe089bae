import { createHash } from 'node:crypto';
import { createSharedValues, type SharedValuesDeps } from './shared-values';

/** One of the places that somebody has in a window. */
export interface Place {
  name: string;
  /** Places that are left after this one. */
  left: number;
  /** End of the window, in milliseconds since 1970. */
  endsAt: number;
}

/** Counts misses in windows of time that all replicas share. */
export interface MissCounter {
  /**
   * Takes a place in the window of a name, which begins with the first. Of any number of simultaneous callers
   * on any number of replicas, `limit` get one.
   *
   * @returns the place, or when the window ends in milliseconds since 1970 if it is full
   * @throws RpcError RESOURCE_EXHAUSTED when too many want one at once
   */
  take(name: string, limit: number): Promise<Place | { fullUntil: number }>;
  /** Gives a place back: it was no miss. */
  giveBack(place: Place): Promise<void>;
}

/** What a counter needs. */
export interface MissCounterDeps {
  store: SharedValuesDeps['store'];
  clock: () => Date;
  windowSeconds: number;
}

/** Creates the counter on a store that Redis or PostgreSQL keeps: one small entry for each name with misses. */
export function createMissCounter({ store, clock, windowSeconds }: MissCounterDeps): MissCounter {
  const windows = createSharedValues({ store, ttlSeconds: windowSeconds });
  return {
    take: (name, limit) =>
      windows.change<Place | { fullUntil: number }>(keyOf(name), (stored) => {
        const now = clock().getTime();
        const window = parseWindow(stored);
        const { misses, endsAt } =
          window && window.endsAt > now ? window : { misses: 0, endsAt: now + windowSeconds * 1000 };
        if (misses >= limit) return { result: { fullUntil: endsAt } };
        return {
          next: formatWindow({ misses: misses + 1, endsAt }),
          result: { name, left: limit - misses - 1, endsAt },
        };
      }),

    giveBack: ({ name, endsAt }) =>
      windows.change<void>(keyOf(name), (stored) => {
        const window = parseWindow(stored);
        if (window?.endsAt !== endsAt || window.misses === 0) return { result: undefined };
        return { next: formatWindow({ misses: window.misses - 1, endsAt }), result: undefined };
      }),
  };
}

interface Window {
  misses: number;
  endsAt: number;
}

// Names hold addresses and sessions: the store keeps a hash, which also has one length.
function keyOf(name: string): string {
  return `misses:${createHash('sha256').update(name).digest('base64url')}`;
}

function parseWindow(stored: string | undefined): Window | undefined {
  if (stored === undefined) return undefined;
  const [misses = 0, endsAt = 0] = stored.split(' ').map(Number);
  return { misses, endsAt };
}

function formatWindow({ misses, endsAt }: Window): string {
  return `${misses} ${endsAt}`;
}
