import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { adasApproval, after, pendingAuthorization } from '../testing/authorizations';
import type { DeviceAuthorization } from './device-authorization';
import { poll } from './poll';

const pending = pendingAuthorization();
const approved: DeviceAuthorization = { ...pending, state: 'approved', approval: adasApproval };
const denied: DeviceAuthorization = { ...pending, state: 'denied' };
const redeemed: DeviceAuthorization = { ...approved, state: 'redeemed', redeemedAt: after(100) };

const expired: DeviceAuthorization = { ...pending, state: 'expired' };

const pollAt = (
  current: DeviceAuthorization,
  seconds: number,
  { clientId = 'demo-tv', before }: { clientId?: string; before?: number } = {},
) =>
  poll(current, {
    clientId,
    now: after(seconds),
    replayWindowSeconds: 60,
    previousPoll: () => (before === undefined ? undefined : after(before)),
  });

/** Polls one after the other; returns what the device was told each time. */
function pollsAt(...seconds: number[]): {
  codes: (OAuthErrorCode | 'approval')[];
  last: DeviceAuthorization;
} {
  let last = pending;
  const codes = seconds.map((second, place) => {
    const { next, answer } = pollAt(last, second, { before: seconds[place - 1] });
    last = next;
    return 'refusal' in answer ? answer.refusal.code : 'approval';
  });
  return { codes, last };
}

function refusal(act: () => unknown): OAuthError {
  try {
    act();
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a poll while the user has not decided', () => {
  it('may come at once, and is told to wait', () => {
    expect(pollsAt(0).codes).toEqual(['authorization_pending']);
  });

  it('is told to wait as often as it keeps the interval', () => {
    const { codes, last } = pollsAt(0, 5, 10, 15, 400);
    expect(new Set(codes)).toEqual(new Set(['authorization_pending']));
    expect(last).toBe(pending);
  });

  it.each([
    [4.5, 'authorization_pending'],
    [4.499, 'slow_down'],
  ])('after %d s of 5 is answered with %s: half a second is forgiven', (seconds, code) => {
    expect(pollsAt(10, 10 + seconds).codes[1]).toBe(code);
  });

  it('that comes too early lengthens the interval by 5 seconds for good', () => {
    const { codes, last } = pollsAt(0, 1, 11, 16, 21, 36, 51);
    expect(codes).toEqual([
      'authorization_pending',
      'slow_down', // 1 s after the one before: from now on 10 s
      'authorization_pending', // 10 s
      'slow_down', // 5 s: from now on 15 s
      'slow_down', // 5 s: from now on 20 s
      'slow_down', // 15 s: from now on 25 s
      'slow_down', // 15 s: from now on 30 s
    ]);
    expect(last.intervalSeconds).toBe(30);
  });

  it('hears the interval that holds from now on', () => {
    const { answer } = pollAt(pending, 1, { before: 0 });
    if (!('refusal' in answer)) throw new Error('not refused');
    expect(answer.refusal.description).toContain('10 seconds');
    expect(answer.refusal.retryAfterSeconds).toBe(10);
  });

  it('counts from the poll before, also when that one was too early', () => {
    expect(pollsAt(0, 4, 9).codes[2]).toBe('slow_down');
  });
});

describe('a poll after the decision', () => {
  it('redeems an approval', () => {
    const { next, answer } = pollAt(approved, 100);
    expect(answer).toEqual({ approval: adasApproval });
    expect(next).toEqual({ ...approved, state: 'redeemed', redeemedAt: after(100) });
  });

  it('gets the approval although it comes too early: there is nothing left to wait for', () => {
    expect(pollAt({ ...approved, intervalSeconds: 300 }, 100, { before: 99 }).next.state).toBe('redeemed');
  });

  it('is refused with access_denied when the user said no, and changes nothing', () => {
    expect(refusal(() => pollAt(denied, 100)).code).toBe('access_denied');
    expect(refusal(() => pollAt(denied, 700)).code).toBe('access_denied');
  });

  it.each([0, 1, 59.999])('that repeats the redemption %d s later gets the same approval', (seconds) => {
    const { next, answer } = pollAt(redeemed, 100 + seconds);
    expect(answer).toEqual({ approval: adasApproval });
    expect(next).toBe(redeemed);
  });

  it('may repeat a redemption of the last moment after the code has expired', () => {
    const late: DeviceAuthorization = { ...redeemed, redeemedAt: after(599) };
    expect(pollAt(late, 630).answer).toEqual({ approval: adasApproval });
  });

  it.each([60, 500])('is refused with invalid_grant %d s after the redemption', (seconds) => {
    expect(refusal(() => pollAt(redeemed, 100 + seconds)).code).toBe('invalid_grant');
  });

  it('is never repeated when the window is 0', () => {
    const request = {
      clientId: 'demo-tv',
      now: after(100),
      replayWindowSeconds: 0,
      previousPoll: () => undefined,
    };
    expect(refusal(() => poll(redeemed, request)).code).toBe('invalid_grant');
  });
});

describe('a poll after the codes have ended', () => {
  it.each([
    ['pending', pending],
    ['approved', approved],
  ])('reads expired_token when it was %s, and ends it', (_, current) => {
    expect(pollAt(current, 599.999).next.state).not.toBe('expired');
    for (const seconds of [600, 1199]) {
      const { next, answer } = pollAt(current, seconds);
      expect(next.state).toBe('expired');
      expect('refusal' in answer && answer.refusal.code).toBe('expired_token');
    }
  });

  it('reads the same every further time, whatever the clock says, and changes nothing', () => {
    for (const seconds of [100, 601, 1199])
      expect(refusal(() => pollAt(expired, seconds)).code).toBe('expired_token');
  });
});

describe('a poll by another client', () => {
  it('is not noted: nobody makes a device slower whose code they hold', () => {
    const previousPoll = () => {
      throw new Error('was noted');
    };
    const foreign = { clientId: 'other-tv', now: after(1), replayWindowSeconds: 60, previousPoll };
    expect(refusal(() => poll(pending, foreign)).code).toBe('invalid_grant');
  });

  it.each([
    ['pending', pending],
    ['approved', approved],
    ['denied', denied],
    ['redeemed', redeemed],
    ['expired', expired],
  ])('reads the same invalid_grant as for an unknown code when it is %s', (_, current) => {
    const errors = [
      refusal(() => pollAt(current, 100, { clientId: 'other-tv' })),
      refusal(() => pollAt(current, 100, { clientId: '' })),
      refusal(() => pollAt(current, 100, { clientId: 'DEMO-TV' })),
      refusal(() => pollAt(current, 700, { clientId: 'other-tv' })),
    ];
    for (const { code, description } of errors) {
      expect(code).toBe('invalid_grant');
      expect(description).toBe(refusal(() => pollAt(redeemed, 900)).description);
    }
  });
});
