import { RpcError } from '@latchkey/rpc';
import { networkOf } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import { createHash } from 'node:crypto';
import type { Audit } from '../audit';
import type { FoundDevice } from '../device-authorization/find-live';
import type { MissCounter, Place } from './miss-counter';

/** Who names a user code. */
export interface Guesser {
  /** Address of the browser; empty when it is not known. */
  remoteAddress: string;
  /** Identifies the browser's session; empty when there is none. */
  sessionId: string;
}

/** Bounds how often user codes that do not live may be named (RFC 8628 §5.1). */
export interface LookUps {
  /**
   * Looks a code up, if that is allowed: undefined for a miss.
   *
   * A place in every bound is taken before the look-up and given back after a hit, so that misses alone
   * count, and yet no more of them are answered than there are places, however many come at once.
   *
   * @throws RpcError RESOURCE_EXHAUSTED when the address, the session or everybody together missed too often
   */
  bounded(
    lookUp: { userCode: string; guesser: Guesser },
    find: () => Promise<FoundDevice | undefined>,
  ): Promise<FoundDevice | undefined>;
}

/** What look-ups need. */
export interface LookUpsDeps {
  misses: MissCounter;
  store: Pick<EphemeralStore, 'get' | 'put'>;
  /** Misses in a window. */
  limits: { address: number; session: number; overAll: number };
  clock: () => Date;
  audit: Audit;
}

interface Bound {
  kind: 'address' | 'session';
  name: string;
  limit: number;
}

/** Creates the bounds, which all replicas share. */
export function createLookUps({ misses, store, limits, clock, audit }: LookUpsDeps): LookUps {
  const giveBack = (places: Place[]) => Promise.all(places.map((place) => misses.giveBack(place)));

  /** Takes a place in every bound of the guesser's own, or none. */
  const takeOwn = async (guesser: Guesser): Promise<Place[]> => {
    const places: Place[] = [];
    for (const { name, limit, kind } of ownBounds(guesser, limits)) {
      const place = await misses.take(name, limit);
      if ('fullUntil' in place) {
        await giveBack(places);
        throw tooManyMisses(`from this ${kind}`, place.fullUntil, clock());
      }
      places.push(place);
    }
    return places;
  };

  const takeOverAll = (own: Place[]) =>
    misses.take('all', limits.overAll).catch(async (error: unknown) => {
      await giveBack(own);
      throw error;
    });

  const recordMiss = (places: Place[], { remoteAddress }: Guesser): void => {
    for (const { name, left } of places) {
      if (left > 0) continue;
      const [bound = ''] = name.split(':');
      audit({ type: 'device.guesses_used_up', remoteAddress, details: { bound } });
    }
  };

  return {
    async bounded({ userCode, guesser }, find) {
      // Who has seen a device is not guessing; whoever is elsewhere cannot keep such a person from deciding.
      const seen = seenKey(userCode, guesser);
      if (seen && (await store.get(seen)) !== undefined) return find();

      const own = await takeOwn(guesser);
      const place = await takeOverAll(own);
      const isFull = 'fullUntil' in place;
      const found = await find();
      if (isFull && !(found && isSameNetwork(guesser, found))) {
        // The same for a hit and a miss: their places stay taken, and the answer tells nothing.
        throw tooManyMisses('in all', place.fullUntil, clock());
      }
      const places = isFull ? own : [...own, place];
      if (!found) {
        recordMiss(places, guesser);
        return undefined;
      }
      await giveBack(places);
      const secondsLeft = (found.authorization.expiresAt.getTime() - clock().getTime()) / 1000;
      if (seen) await store.put(seen, '', Math.max(secondsLeft, 1));
      return found;
    },
  };
}

/** What is not known bounds nobody; the bound over all stands anyway. */
function ownBounds({ remoteAddress, sessionId }: Guesser, limits: LookUpsDeps['limits']): Bound[] {
  const network = networkOf(remoteAddress);
  return [
    ...(network ? [{ kind: 'address' as const, name: `address:${network}`, limit: limits.address }] : []),
    ...(sessionId ? [{ kind: 'session' as const, name: `session:${sessionId}`, limit: limits.session }] : []),
  ];
}

/**
 * When everybody together has missed too often, a device is found from its own network alone: who sits beside
 * it is let in, and a guesser, who may have any number of addresses elsewhere, finds nothing.
 */
function isSameNetwork({ remoteAddress }: Guesser, { authorization }: FoundDevice): boolean {
  const network = networkOf(remoteAddress);
  return network !== undefined && network === networkOf(authorization.remoteAddress);
}

function seenKey(userCode: string, { sessionId }: Guesser): string | undefined {
  if (sessionId === '') return undefined;
  return `seen:${createHash('sha256').update(`${userCode} ${sessionId}`).digest('base64url')}`;
}

function tooManyMisses(where: string, fullUntil: number, now: Date): RpcError {
  const seconds = Math.max(1, Math.ceil((fullUntil - now.getTime()) / 1000));
  return new RpcError(
    'RESOURCE_EXHAUSTED',
    `too many user codes that do not exist were tried ${where}: try again in ${seconds} seconds`,
  );
}
