import type { SigningAlgorithm } from '@latchkey/jwt';
import type { SigningKeyRecord } from './key-repository';

/** By which rules keys come and go. */
export interface KeyPolicy {
  /** Algorithm of a new key. */
  algorithm: SigningAlgorithm;
  /** How long a key signs. */
  signingLifetimeSeconds: number;
  /** How long a foreign cache may use a copy of the published keys. */
  jwksMaxAgeSeconds: number;
  /** The longest that a token may live. */
  tokenLifetimeSeconds: number;
}

/** What is to be done next. */
export type KeyStep =
  | { action: 'publish' }
  | { action: 'promote'; key: SigningKeyRecord }
  | { action: 'remove'; key: SigningKeyRecord };

/** At most so many keys are published at a time: no rotation, however often it is asked for, grows the set further. */
export const mostKeys = 32;

// For how long after a change somebody may still hand out the keys as they were before: a replica for two
// seconds, a watcher for as long as it counts as alive without being heard of.
const oldCopiesSeconds = 10;

// A replica signs with a retired key for two seconds at most; the rest is for clocks that differ.
const lateSigningSeconds = 60;

/**
 * How long a key is published before it signs.
 *
 * Whoever verifies with a cached copy that lacks the key got it, at the latest, `oldCopiesSeconds` after the
 * publication, and may use it for `jwksMaxAgeSeconds` from then. When both have passed, no valid copy is
 * without the key. So the age that is announced never has to shrink: a copy taken at any time after the
 * publication has the key, and one taken before has expired.
 */
export function waitSeconds({ jwksMaxAgeSeconds }: KeyPolicy): number {
  return jwksMaxAgeSeconds + oldCopiesSeconds;
}

/**
 * Decides what the keys need now; undefined when nothing. A pure function of what is stored and the time, so
 * that any replica can take any step, and a step that was interrupted is found again.
 */
export function nextStep(keys: SigningKeyRecord[], now: Date, policy: KeyPolicy): KeyStep | undefined {
  const elapsedSeconds = (since: Date | null) => (since ? (now.getTime() - since.getTime()) / 1000 : 0);

  const ended = keys.find(
    (key) =>
      key.state === 'retired' &&
      elapsedSeconds(key.retiredAt) >= key.tokenLifetimeSeconds + lateSigningSeconds,
  );
  if (ended) return { action: 'remove', key: ended };

  const signing = keys.find(({ state }) => state === 'signing');
  const waiting = keys.find(({ state }) => state === 'published');
  // The first key of all: no cache lacks it, because no cache has any other.
  if (!signing) return waiting ? { action: 'promote', key: waiting } : { action: 'publish' };
  if (waiting) {
    const waited = elapsedSeconds(waiting.publishedAt) >= waitSeconds(policy);
    return waited ? { action: 'promote', key: waiting } : undefined;
  }
  const isOld =
    elapsedSeconds(signing.signingAt) >= policy.signingLifetimeSeconds - waitSeconds(policy) ||
    signing.algorithm !== policy.algorithm;
  return isOld && keys.length < mostKeys ? { action: 'publish' } : undefined;
}
