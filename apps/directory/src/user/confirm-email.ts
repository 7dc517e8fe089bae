import type { ConfirmEmailRequest } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import type { PoolClient } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createEmailLinkRepository } from '../email-link/email-links';
import { consumeLink, noSuchLink, requireAccountLink } from '../email-link/require-link';
import { withdrawLinks } from '../email-link/withdraw-links';
import { createNotices } from '../mail/notices';
import { createSessionGuard } from '../session/require-session';
import { findLiveAndTouch } from '../session/session-repository';
import type { AccountDependencies } from './account-dependencies';
import { createUserRepository, type User } from './user-repository';

/**
 * Gives an account the address that a link was mailed to, and tells the former one. All links of the account end
 * with it: those that went to the former address would let its owner in. Only who is signed in to the account can
 * confirm: whoever has the address may be another person, who is asked to press a button.
 *
 * @throws RpcError NOT_FOUND, UNAUTHENTICATED without a live session, PERMISSION_DENIED when it is another user's, or
 *   ALREADY_EXISTS when another account has the address by now; the link still works then
 */
export async function confirmEmail(
  dependencies: Pick<AccountDependencies, 'pool' | 'links' | 'lifetimes' | 'clock'>,
  { linkToken, sessionToken }: ConfirmEmailRequest,
): Promise<User> {
  const { pool, links, clock } = dependencies;
  const link = await requireAccountLink(links, linkToken, { purpose: 'change_email', now: clock() });
  const { subject, email, language } = link;
  return withTransaction(pool, async (db) => {
    const now = clock();
    const users = createUserRepository(db);
    await requireOwnSession(db, dependencies, { subject, sessionToken });
    await consumeLink(createEmailLinkRepository(db), link, now);
    // Before the change: the former address is to know.
    await createNotices(db).add({ subject, kind: 'email_changed', language });
    if (!(await users.changeEmail(subject, email))) throw addressTaken();
    await withdrawLinks(db, subject);
    await createAuditLog(db).record([
      directoryEvent({ type: 'user.email_changed', eventTime: now, subject }),
    ]);
    const user = await users.findBySubject(subject);
    if (!user) throw noSuchLink();
    return { subject, email: user.email, name: user.name };
  }).catch((error: unknown) => {
    // Of two accounts that take an address at once the second meets the constraint.
    throw isUniqueViolation(error) ? addressTaken() : error;
  });
}

/** In the order of a change of the password, which ends sessions: this waits for it, and then finds no session. */
async function requireOwnSession(
  db: PoolClient,
  { lifetimes, clock }: Pick<AccountDependencies, 'lifetimes' | 'clock'>,
  { subject, sessionToken }: { subject: string; sessionToken: string },
): Promise<void> {
  // As strong as the change of the address itself: a lock that grows could wait for whoever waits for it.
  await db.query(`SELECT FROM users WHERE subject = $1 FOR UPDATE`, [subject]);
  const guard = createSessionGuard({
    sessions: { findLiveAndTouch: (tokenHash, moments) => findLiveAndTouch(db, tokenHash, moments) },
    lifetimes,
    clock,
  });
  const { user } = await guard.require(sessionToken);
  if (user.subject !== subject) throw new RpcError('PERMISSION_DENIED', 'the session of another user');
}

function addressTaken(): RpcError {
  return new RpcError('ALREADY_EXISTS', 'another account has this address');
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
