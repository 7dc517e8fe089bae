import { randomUUID } from 'node:crypto';
import { currentRequestContext } from '@latchkey/service-kit';

/** Something that happened. Empty texts stand for what it does not concern. */
export interface AuditEvent {
  /** UUID; an event is kept once, however often it is recorded. */
  eventId: string;
  /** To the millisecond. */
  eventTime: Date;
  /** Lower-case words with dots, for example "user.signed_in". */
  type: string;
  /** Service that says so. */
  recorder: string;
  subject: string;
  clientId: string;
  grantId: string;
  remoteAddress: string;
  /** Finds the log lines. */
  requestId: string;
  /** Further facts, none of them secret; each at most {@link longestDetail} characters. */
  details: Record<string, string>;
}

/** Longest value of a detail, in characters. */
export const longestDetail = 500;

/** What happens in the directory itself. */
export type DirectoryEventType =
  | 'user.signed_in'
  | 'user.sign_in_failed'
  | 'user.sign_in_throttled'
  | 'user.second_factor_required'
  | 'user.second_factor_failed'
  | 'credential.passkey_added'
  | 'credential.passkey_removed'
  | 'credential.passkey_copy_suspected'
  | 'credential.totp_added'
  | 'credential.totp_removed'
  | 'credential.recovery_codes_replaced'
  | 'credential.recovery_code_used'
  | 'user.signed_up'
  | 'user.email_changed'
  | 'user.password_changed'
  | 'user.password_change_failed'
  | 'user.password_reset'
  | 'user.deleted'
  | 'session.ended'
  | 'consent.recorded'
  | 'consent.withdrawn'
  | 'client.secret_rotated';

/** What an event of the directory concerns; what is left out it does not. */
export type DirectoryEvent = { type: DirectoryEventType; eventTime: Date } & Partial<
  Pick<AuditEvent, 'subject' | 'clientId' | 'remoteAddress' | 'details'>
>;

/** Completes an event of the directory itself with its identity and the request being worked on. */
export function directoryEvent(event: DirectoryEvent): AuditEvent {
  return {
    eventId: randomUUID(),
    recorder: 'directory',
    subject: '',
    clientId: '',
    grantId: '',
    remoteAddress: '',
    requestId: currentRequestContext()?.requestId ?? '',
    details: {},
    ...event,
  };
}
