import type { DeviceAuthorization } from './device-authorization';

/** Where a transition leads. */
export interface Outcome<Answer> {
  /** What to keep from now on; the very object that came in when nothing changes. */
  next: DeviceAuthorization;
  answer: Answer;
}

/** An outcome that is kept from now on. */
export interface Kept<Answer> extends Outcome<Answer> {
  /** The state before. */
  from: DeviceAuthorization['state'];
}

/**
 * A rule that moves a device authorization. It may run several times before its outcome is kept, so it does
 * nothing but compute; a refusal that changes nothing is thrown.
 */
export type Transition<Answer> = (current: DeviceAuthorization) => Outcome<Answer>;
