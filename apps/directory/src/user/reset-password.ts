import type { ResetPasswordRequest } from '@latchkey/contracts';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { recordedAddress } from '../authentication/recorded-address';
import { createEmailLinkRepository } from '../email-link/email-links';
import { consumeLink, noSuchLink, requireAccountLink } from '../email-link/require-link';
import { createNotices } from '../mail/notices';
import { sessionMoments } from '../session/session-lifetimes';
import { endSessions } from '../session/session-repository';
import type { AccountDependencies } from './account-dependencies';
import type { PasswordOutcome } from './complete-sign-up';
import { judgePassword } from './password-policy';
import { createUserRepository } from './user-repository';

/**
 * Sets the password of the account that a link was mailed for, and ends all its sessions: whoever knew the
 * former password knows nothing any more. The link, and whatever others were mailed for it, is used up in the
 * same transaction.
 *
 * @throws RpcError as the contract says
 * @throws OAuthError `temporarily_unavailable` when too many passwords wait to be hashed
 */
export async function resetPassword(
  dependencies: Pick<
    AccountDependencies,
    'pool' | 'users' | 'links' | 'passwords' | 'authentications' | 'lifetimes' | 'clock'
  >,
  request: ResetPasswordRequest,
  signal?: AbortSignal,
): Promise<PasswordOutcome> {
  const { pool, users, links, passwords, authentications, lifetimes, clock } = dependencies;
  const purpose = 'reset_password';
  const link = await requireAccountLink(links, request.linkToken, { purpose, now: clock() });
  const { subject, language } = link;
  const user = await users.findBySubject(subject);
  if (!user) throw noSuchLink();
  const judged = judgePassword(request.password, user);
  if ('problem' in judged) return judged;
  const passwordHash = await passwords.hash(judged.password, signal);

  await withTransaction(pool, async (db) => {
    const now = clock();
    await consumeLink(createEmailLinkRepository(db), link, now);
    if (!(await createUserRepository(db).changePassword(subject, { passwordHash }, now))) throw noSuchLink();
    await createEmailLinkRepository(db).deleteOfUser(subject, purpose);
    await endSessions(
      db,
      { subject, sessionIds: undefined, exceptSessionId: undefined },
      sessionMoments(lifetimes, now),
    );
    await createNotices(db).add({ subject, kind: 'password_reset', language });
    const remoteAddress = recordedAddress(request.remoteAddress);
    await createAuditLog(db).record([
      directoryEvent({ type: 'user.password_reset', eventTime: now, subject, remoteAddress }),
    ]);
  });
  return { authentication: await authentications.begin({ subject, methods: ['pwd'] }) };
}
