import type { SendEmailLinkRequest } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { networkOf } from '@latchkey/service-kit';
import { defaultLanguage, isLanguage } from '@latchkey/ui';
import type { Outbox } from '../mail/outbox';
import type { SessionGuard } from '../session/require-session';
import { normalizeDeliverableEmail } from '../user/email';
import { normalizeContinuation } from './continuation';
import type { EmailLinkThrottle } from './email-link-throttle';
import { readPurpose } from './link-purpose';

/** What sending links needs. */
export interface EmailLinkDependencies {
  outbox: Pick<Outbox, 'addLink'>;
  throttle: EmailLinkThrottle;
  guard: Pick<SessionGuard, 'requireRecent'>;
  /** Whether anybody may make an account. */
  signUpOpen: boolean;
}

const retryAfterSeconds = 60;

/**
 * Puts a mail with a link into the outbox. Who has an account is not looked up here, so nothing of it shows.
 *
 * @throws RpcError as the contract says
 * @throws OAuthError `temporarily_unavailable` when too many mails wait
 */
export async function sendEmailLink(
  { outbox, throttle, guard, signUpOpen }: EmailLinkDependencies,
  request: SendEmailLinkRequest,
): Promise<void> {
  const kind = readPurpose(request.purpose);
  if (!kind) throw new RpcError('INVALID_ARGUMENT', 'purpose must be set');
  if (kind === 'sign_up' && !signUpOpen) throw new RpcError('FAILED_PRECONDITION', 'sign-up is closed');
  const subject = kind === 'change_email' ? await subjectOf(guard, request) : null;
  const recipient = normalizeDeliverableEmail(request.email);
  if (recipient === undefined) throw new RpcError('INVALID_ARGUMENT', 'email cannot be an address');
  const continuation = normalizeContinuation(request.continuation);
  if (continuation === undefined) throw new RpcError('INVALID_ARGUMENT', 'continuation cannot be carried');
  await throttle.admit(recipient, networkOf(request.remoteAddress));
  const language = isLanguage(request.language) ? request.language : defaultLanguage;
  const isAdded = await outbox.addLink({ kind, recipient, subject, language, continuation });
  if (isAdded) return;
  throw new OAuthError('temporarily_unavailable', {
    description: 'too many mails wait to be sent: try again in a minute',
    retryAfterSeconds,
  });
}

async function subjectOf(
  guard: EmailLinkDependencies['guard'],
  { sessionToken }: SendEmailLinkRequest,
): Promise<string> {
  const { user } = await guard.requireRecent(sessionToken);
  return user.subject;
}
