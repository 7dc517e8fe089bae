import { RpcError } from '@latchkey/rpc';
import type { CountedFailure, FailureBound, FailureCounter } from './failure-counter';
import type { KnownNetworks } from './known-networks';

/** Failed sign-ins that are let happen in an hour. */
export interface SignInLimits {
  /** From one network, whatever the accounts. */
  perAddress: number;
  /** For one account, from networks that it was not signed in to from lately. */
  perAccount: number;
}

/** What bounds failed sign-ins. */
export interface SignInThrottleDependencies {
  failures: FailureCounter;
  knownNetworks: Pick<KnownNetworks, 'includes' | 'add'>;
  limits: SignInLimits;
  clock: () => Date;
}

/** Somebody who wants to sign in. */
export interface SignInAttempt {
  /** Normalised; undefined for what is no e-mail address. */
  email: string | undefined;
  /** Undefined when nobody knows from where, which is one strange place. */
  network: string | undefined;
}

/** An attempt that counts as failed unless it turns out otherwise. */
export interface AdmittedSignIn {
  /** Bounds that are reached with this attempt, should it fail. */
  reached: SignInBound[];
  /** Nobody knows whether it would have failed: it does not count. */
  withdraw(): Promise<void>;
  /** It succeeded: it does not count, nor do earlier failures for the account from there, a known place now. */
  succeed(subject: string): Promise<void>;
}

/** Names a bound, for people who read the audit log. */
export type SignInBound = 'address' | 'account_and_address' | 'account';

/** Bounds guesses of passwords without letting anybody lock somebody else out. */
export interface SignInThrottle {
  /**
   * Admits an attempt to sign in.
   *
   * @throws RpcError RESOURCE_EXHAUSTED when too many have failed
   */
  admit(attempt: SignInAttempt): Promise<AdmittedSignIn>;
}

const daySeconds = 24 * 60 * 60;
const hourSeconds = 60 * 60;
/** Time in which an account that was signed in to from a network knows it. */
export const knownNetworkSeconds = 90 * daySeconds;
const mostOfPair = 10;
const pairWindowSeconds = 15 * 60;

/**
 * Creates the throttle. Strangers share the bound of an account, so any number of them guesses no more often
 * than one; who is at a place from which the account was signed in to has the bound of that place alone, so
 * strangers cannot use it up. E-mail addresses that nobody has are bounded like any other.
 */
export function createSignInThrottle(dependencies: SignInThrottleDependencies): SignInThrottle {
  const { failures, knownNetworks, limits, clock } = dependencies;

  return {
    async admit({ email = '', network = '' }) {
      const now = clock();
      const since = new Date(now.getTime() - knownNetworkSeconds * 1000);
      const isKnown = await knownNetworks.includes(email, network, since);
      const bounds = boundsOf({ email, network, isKnown }, limits);
      const failure = await failures.count(bounds, now);
      if (!failure) throw new RpcError('RESOURCE_EXHAUSTED', 'too many sign-ins have failed');
      return {
        reached: reachedBounds(bounds, failure),
        withdraw: () => failure.takeBack(),
        async succeed(subject) {
          await failure.takeBack([bounds.findIndex(({ name }) => name === 'account_and_address')]);
          if (network !== '') await knownNetworks.add(subject, network, now);
        },
      };
    },
  };
}

type NamedBound = FailureBound & { name: SignInBound };

function boundsOf(
  { email, network, isKnown }: { email: string; network: string; isKnown: boolean },
  { perAddress, perAccount }: SignInLimits,
): NamedBound[] {
  const bounds: NamedBound[] = [
    { name: 'address', key: network, most: perAddress, windowSeconds: hourSeconds },
    {
      name: 'account_and_address',
      key: `${network} ${email}`,
      most: mostOfPair,
      windowSeconds: pairWindowSeconds,
    },
    { name: 'account', key: email, most: perAccount, windowSeconds: hourSeconds },
  ];
  return bounds
    .filter(({ name }) => !(isKnown && name === 'account'))
    .map((bound) => ({ ...bound, key: `sign-in ${bound.name} ${bound.key}` }));
}

function reachedBounds(bounds: NamedBound[], { counts }: CountedFailure): SignInBound[] {
  return bounds.filter(({ most }, place) => (counts[place] ?? 0) >= most).map(({ name }) => name);
}
