import { OAuthError } from '@latchkey/oauth';
import { isLive, type Approval, type DeviceAuthorization } from './device-authorization';
import type { Outcome } from './transition';

/** What a poll is judged by. */
export interface Poll {
  /** The authenticated client that polls. */
  clientId: string;
  now: Date;
  /** How long after its redemption an approval is returned again to a device that lost the answer. */
  replayWindowSeconds: number;
  /** Notes this poll, and says when the one before came; asked only while the user has not decided. */
  previousPoll: () => Date | undefined;
}

/** A poll's answer: the approval, or what the device is told instead. */
export type PollAnswer = { approval: Approval } | { refusal: OAuthError };

// RFC 8628 §3.5: every slow_down adds 5 seconds.
const slowDownSeconds = 5;

// A device that keeps the interval may still arrive early when the poll before was held up on its way.
const earlyToleranceMilliseconds = 500;

/**
 * A device polls (RFC 8628 §3.4, §3.5). The first poll after the approval redeems it.
 *
 * Only a pending authorization can be polled too often: `slow_down` is a variant of
 * `authorization_pending`, and once the user has decided there is nothing left to wait for.
 *
 * @throws OAuthError when no later poll fares better: `access_denied`, `expired_token` from the second time
 *   on, or `invalid_grant` for a code of another client or one whose replay window is over
 */
export function poll(current: DeviceAuthorization, request: Poll): Outcome<PollAnswer> {
  const { clientId, now } = request;
  if (current.clientId !== clientId) throw invalidDeviceCode('issued to another client');
  if (current.state === 'redeemed') {
    const sinceRedemption = now.getTime() - current.redeemedAt.getTime();
    if (sinceRedemption >= request.replayWindowSeconds * 1000) throw invalidDeviceCode('already redeemed');
    return { next: current, answer: { approval: current.approval } };
  }
  if (current.state === 'denied') {
    throw new OAuthError('access_denied', { description: 'the user refused the device' });
  }
  if (current.state === 'expired') throw expired();
  if (!isLive(current, now)) return { next: expiredFrom(current), answer: { refusal: expired() } };
  if (current.state === 'approved') {
    return {
      next: { ...current, state: 'redeemed', redeemedAt: now },
      answer: { approval: current.approval },
    };
  }
  return pollPending(current, request);
}

/** A poll in time changes nothing, so that waiting costs no write. */
function pollPending(
  current: DeviceAuthorization,
  { now, previousPoll }: Pick<Poll, 'now' | 'previousPoll'>,
): Outcome<PollAnswer> {
  const before = previousPoll();
  const sinceLastPoll = before ? now.getTime() - before.getTime() : Infinity;
  if (sinceLastPoll + earlyToleranceMilliseconds >= current.intervalSeconds * 1000) {
    return { next: current, answer: { refusal: authorizationPending(current.intervalSeconds) } };
  }
  const intervalSeconds = current.intervalSeconds + slowDownSeconds;
  return { next: { ...current, intervalSeconds }, answer: { refusal: slowDown(intervalSeconds) } };
}

function expiredFrom(current: DeviceAuthorization): DeviceAuthorization {
  return { ...current, state: 'expired' };
}

/**
 * The one refusal for a device code that is unknown, malformed, of another client or used up: whoever
 * guesses learns nothing from it.
 *
 * @param detail what is wrong, for the log alone
 */
export function invalidDeviceCode(detail: string): OAuthError {
  return new OAuthError('invalid_grant', {
    description:
      'the device code is not valid for this client: ask for a new one at the device authorization endpoint',
    detail: `device code ${detail}`,
  });
}

/** Polls of one device code come so many at once that they cannot even be counted. */
export function tooManyPolls(cause: unknown): OAuthError {
  return new OAuthError('slow_down', {
    description: 'wait for the answer to a poll, and for the interval after it, before the next one',
    detail: 'polls of one device code got in the way of each other',
    cause,
  });
}

function expired(): OAuthError {
  return new OAuthError('expired_token', {
    description: 'the device code has expired: ask for a new one at the device authorization endpoint',
  });
}

function slowDown(intervalSeconds: number): OAuthError {
  return new OAuthError('slow_down', {
    description: `wait ${intervalSeconds} seconds between polls from now on`,
    retryAfterSeconds: intervalSeconds,
  });
}

function authorizationPending(intervalSeconds: number): OAuthError {
  return new OAuthError('authorization_pending', {
    description: `the user has not decided yet: poll again in ${intervalSeconds} seconds`,
    retryAfterSeconds: intervalSeconds,
  });
}
