import { RpcError } from '@latchkey/rpc';
import {
  isLive,
  type Approval,
  type DeviceAuthorization,
  type LiveDeviceAuthorization,
} from './device-authorization';
import type { Outcome } from './transition';

/**
 * A user allows the device. Allowing it again is harmless, and the first approval stands.
 *
 * @throws RpcError NOT_FOUND when the code has expired, INVALID_ARGUMENT for a scope that was not asked for,
 *   FAILED_PRECONDITION when it was denied, or approved by another user or with other scopes
 */
export function approve(current: DeviceAuthorization, approval: Approval, now: Date): Outcome<void> {
  assertLive(current, now);
  const strange = approval.scopes.filter((scope) => !current.scopes.includes(scope));
  if (strange.length > 0) {
    throw new RpcError('INVALID_ARGUMENT', 'scopes may only be some or all of those asked for');
  }
  const scopes = current.scopes.filter((scope) => approval.scopes.includes(scope));
  switch (current.state) {
    case 'pending':
      return {
        next: { ...current, state: 'approved', approval: { ...approval, scopes } },
        answer: undefined,
      };
    case 'denied':
      throw new RpcError('FAILED_PRECONDITION', 'the device authorization was denied');
    case 'approved':
    case 'redeemed':
      if (current.approval.subject !== approval.subject || !sameScopes(current.approval.scopes, scopes)) {
        throw new RpcError('FAILED_PRECONDITION', 'the device authorization was approved otherwise');
      }
      return { next: current, answer: undefined };
  }
}

/**
 * A user refuses the device. Refusing it again is harmless.
 *
 * @throws RpcError NOT_FOUND when the code has expired, FAILED_PRECONDITION when it was approved
 */
export function deny(current: DeviceAuthorization, now: Date): Outcome<void> {
  assertLive(current, now);
  switch (current.state) {
    case 'pending':
      return { next: { ...current, state: 'denied' }, answer: undefined };
    case 'denied':
      return { next: current, answer: undefined };
    case 'approved':
    case 'redeemed':
      throw new RpcError('FAILED_PRECONDITION', 'the device authorization was approved');
  }
}

/** The one refusal for a user code that is unknown, malformed or expired. */
export function userCodeNotFound(): RpcError {
  return new RpcError('NOT_FOUND', 'no device authorization with this user code');
}

function assertLive(current: DeviceAuthorization, now: Date): asserts current is LiveDeviceAuthorization {
  if (!isLive(current, now)) throw userCodeNotFound();
}

// Both lists are in the order of the request, each scope once.
function sameScopes(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((scope, place) => scope === other[place]);
}
