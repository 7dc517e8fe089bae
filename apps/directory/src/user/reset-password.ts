import type { ResetPasswordRequest } from '@latchkey/contracts';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { recordedAddress } from '../authentication/recorded-address';
import { createEmailLinkRepository } from '../email-link/email-links';
import { consumeLink, noSuchLink, requireAccountLink } from '../email-link/require-link';
import { withdrawLinks } from '../email-link/withdraw-links';
import { createNotices } from '../mail/notices';
import { sessionMoments } from '../session/session-lifetimes';
import { endSessions } from '../session/session-repository';
import type { AccountDependencies } from './account-dependencies';
import type { PasswordOutcome } from './complete-sign-up';
import { hashLinkedPassword } from './hash-linked-password';
import { judgePassword } from './password-policy';
import { createUserRepository } from './user-repository';

/**
 * Sets the password of the account that a link was mailed for, and ends all its sessions: whoever knew the
 * former password knows nothing any more, and a change of address that they began ends, too. The link, and
 * whatever others were mailed for the account, is used up in the same transaction.
 *
 * @throws RpcError as the contract says
 * @throws OAuthError `temporarily_unavailable` when too many passwords wait to be hashed
 */
export async function resetPassword(
  dependencies: Pick<
    AccountDependencies,
    'pool' | 'users' | 'links' | 'passwords' | 'failures' | 'authentications' | 'lifetimes' | 'clock'
  >,
  request: ResetPasswordRequest,
  signal?: AbortSignal,
): Promise<PasswordOutcome> {
  const { pool, users, links, authentications, lifetimes, clock } = dependencies;
  const purpose = 'reset_password';
  const link = await requireAccountLink(links, request.linkToken, { purpose, now: clock() });
  const { subject, language } = link;
  const user = await users.findBySubject(subject);
  // One that was mailed while the address changed went to somebody who has no part in the account any more.
  if (user?.email !== link.email) throw noSuchLink();
  const judged = judgePassword(request.password, user);
  if ('problem' in judged) return judged;
  const passwordHash = await hashLinkedPassword(dependencies, link, judged.password, signal);

  await withTransaction(pool, async (db) => {
    const now = clock();
    await consumeLink(createEmailLinkRepository(db), link, now);
    if (!(await createUserRepository(db).changePassword(subject, { passwordHash }, now))) throw noSuchLink();
    await withdrawLinks(db, subject);
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
