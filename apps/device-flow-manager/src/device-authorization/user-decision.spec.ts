import { isStatus, type StatusName } from '@latchkey/rpc';
import { adasApproval, after, pendingAuthorization } from '../testing/authorizations';
import type { DeviceAuthorization } from './device-authorization';
import { approve, deny } from './user-decision';

const pending = pendingAuthorization();
const approved: DeviceAuthorization = { ...pending, state: 'approved', approval: adasApproval };
const denied: DeviceAuthorization = { ...pending, state: 'denied' };
const redeemed: DeviceAuthorization = { ...approved, state: 'redeemed', redeemedAt: after(20) };
const now = after(30);

function expectRefusal(act: () => unknown, status: StatusName): void {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  expect(isStatus(thrown, status)).toBe(true);
}

describe('approve', () => {
  it('records who allowed what', () => {
    expect(approve(pending, adasApproval, now).next).toEqual({
      ...pending,
      state: 'approved',
      approval: adasApproval,
    });
  });

  it.each([[['flex:control']], [[]]])('takes fewer scopes than were asked for: %j', (scopes) => {
    const { next } = approve(pending, { ...adasApproval, scopes }, now);
    expect(next).toMatchObject({ approval: { scopes } });
  });

  it('keeps scopes once and in the order of the request', () => {
    const scopes = ['flex:control', 'flex:read', 'flex:control'];
    expect(approve(pending, { ...adasApproval, scopes }, now).next).toMatchObject({
      approval: { scopes: ['flex:read', 'flex:control'] },
    });
  });

  it.each([['flex:admin'], ['FLEX:READ'], ['flex:read flex:control'], ['']])(
    'refuses the scope %j, which was not asked for',
    (scope) => {
      const approval = { ...adasApproval, scopes: ['flex:read', scope] };
      expectRefusal(() => approve(pending, approval, now), 'INVALID_ARGUMENT');
    },
  );

  it.each([
    ['approved', approved],
    ['redeemed', redeemed],
  ])('changes nothing when the same user allows again what is %s', (_, current) => {
    expect(approve(current, { ...adasApproval, authTime: after(5) }, now).next).toBe(current);
  });

  it.each([
    ['denied', denied, adasApproval],
    ['approved by another user', approved, { ...adasApproval, subject: 'bob' }],
    ['approved with more scopes', approved, { ...adasApproval, scopes: ['flex:read'] }],
    ['redeemed by another user', redeemed, { ...adasApproval, subject: 'bob' }],
  ])('is refused when it was %s', (_, current, approval) => {
    expectRefusal(() => approve(current, approval, now), 'FAILED_PRECONDITION');
  });
});

describe('deny', () => {
  it('records the refusal', () => {
    expect(deny(pending, now).next).toEqual({ ...pending, state: 'denied' });
  });

  it('changes nothing the second time', () => {
    expect(deny(denied, now).next).toBe(denied);
  });

  it.each([
    ['approved', approved],
    ['redeemed', redeemed],
  ])('is refused when it was %s', (_, current) => {
    expectRefusal(() => deny(current, now), 'FAILED_PRECONDITION');
  });
});

it('finds nothing where a poll has found the codes ended, even by a clock that is behind', () => {
  const expired: DeviceAuthorization = { ...pending, state: 'expired' };
  expectRefusal(() => approve(expired, adasApproval, now), 'NOT_FOUND');
  expectRefusal(() => deny(expired, now), 'NOT_FOUND');
});

describe.each([
  ['pending', pending],
  ['approved', approved],
  ['denied', denied],
  ['redeemed', redeemed],
])('a decision on what is %s', (_, current) => {
  it.each([600, 700])('finds nothing %d s after it began, for 600 s are its life', (seconds) => {
    expectRefusal(() => approve(current, adasApproval, after(seconds)), 'NOT_FOUND');
    expectRefusal(() => deny(current, after(seconds)), 'NOT_FOUND');
  });
});
