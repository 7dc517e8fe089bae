import { RpcError } from '@latchkey/rpc';
import type { CountedFailure, FailureCounter } from './failure-counter';

/** Bounds guesses of one-time passwords of a user. */
export interface SecondFactorThrottle {
  /**
   * Counts a guess as wrong until it turns out otherwise.
   *
   * @throws RpcError RESOURCE_EXHAUSTED when too many were wrong
   */
  admit(subject: string): Promise<CountedFailure>;
}

const hourSeconds = 60 * 60;
const mostOfHour = 20;
const mostOfDay = 50;

/**
 * Creates the throttle. Only who has shown the password gets here, so nobody else can use the bounds up; and for
 * the owner whose password is known to somebody, passkeys and recovery codes, which nobody guesses, go on working.
 * Of a million codes three are right at any time: fifty guesses a day find one in eighteen years on average.
 */
export function createSecondFactorThrottle(dependencies: {
  failures: FailureCounter;
  clock: () => Date;
}): SecondFactorThrottle {
  const { failures, clock } = dependencies;
  return {
    async admit(subject) {
      const key = `totp ${subject}`;
      const bounds = [
        { key, most: mostOfHour, windowSeconds: hourSeconds },
        { key, most: mostOfDay, windowSeconds: 24 * hourSeconds },
      ];
      const failure = await failures.count(bounds, clock());
      if (!failure) throw new RpcError('RESOURCE_EXHAUSTED', 'too many one-time passwords were wrong');
      return failure;
    },
  };
}
