import type { DeviceAuthorization } from './device-authorization';

/** Where a transition leads. */
export interface Outcome<Answer> {
  /** What to keep from now on; the very object that came in when nothing changes. */
  next: DeviceAuthorization;
  answer: Answer;
}

/**
 * A rule that moves a device authorization. It may run several times before its outcome is kept, so it does
 * nothing but compute; a refusal that changes nothing is thrown.
 */
export type Transition<Answer> = (current: DeviceAuthorization) => Outcome<Answer>;
