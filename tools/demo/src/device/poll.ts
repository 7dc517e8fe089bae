import { createBackoff } from './backoff';
import type { Clock } from './clock';
import type { Codes, DeviceClient } from './codes';
import { NoAnswer, postForm, refusalOf, type Answer } from './request';
import { readTokens, type Tokens } from './tokens';

/** How waiting for the user ended. */
export type Decision = { outcome: 'approved'; tokens: Tokens } | { outcome: 'denied' | 'expired' };

/** What polling needs. */
export interface PollOptions {
  client: DeviceClient;
  codes: Codes;
  clock: Clock;
  signal?: AbortSignal;
  /** Hears of every wait before the next poll, and why it is as long. */
  onWait?: (wait: { seconds: number; because: 'pending' | 'slow_down' | 'no answer' }) => void;
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

// RFC 8628 §3.5: every slow_down adds 5 seconds, for good.
const slowDownSeconds = 5;

/**
 * Polls until the user has decided or the codes have ended (RFC 8628 §3.4, §3.5). It waits for the interval
 * before every poll, longer after each `slow_down`, and twice as long again after each request that got no
 * answer, until one comes.
 *
 * @throws Error with the server's words for any other refusal, and what the signal was aborted with
 */
export async function pollForTokens({
  client,
  codes,
  clock,
  signal,
  onWait,
}: PollOptions): Promise<Decision> {
  const endsAt = clock.now() + codes.expiresInSeconds * 1000;
  let interval = codes.intervalSeconds;
  let backoff = createBackoff(interval);
  let wait: Parameters<NonNullable<PollOptions['onWait']>>[0] = { seconds: interval, because: 'pending' };

  while (clock.now() < endsAt) {
    onWait?.(wait);
    await clock.sleep(wait.seconds, signal);
    let answer: Answer;
    try {
      answer = await poll(client, codes, signal);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      wait = { seconds: backoff.next(error), because: 'no answer' };
      continue;
    }
    backoff.reset();
    if (answer.status === 200) return { outcome: 'approved', tokens: readTokens(answer, clock) };
    switch (answer.body['error']) {
      case 'authorization_pending':
        wait = { seconds: interval, because: 'pending' };
        break;
      case 'slow_down':
        interval += slowDownSeconds;
        backoff = createBackoff(interval);
        wait = { seconds: interval, because: 'slow_down' };
        break;
      case 'access_denied':
        return { outcome: 'denied' };
      case 'expired_token':
        return { outcome: 'expired' };
      default:
        throw new Error(`The device was not connected. ${refusalOf(answer)}`);
    }
  }
  return { outcome: 'expired' };
}

function poll(
  { issuer, clientId }: DeviceClient,
  { deviceCode }: Codes,
  signal?: AbortSignal,
): Promise<Answer> {
  const form = { grant_type: grantType, device_code: deviceCode, client_id: clientId };
  return postForm(`${issuer}/token/`, form, signal);
}
