import { RpcError } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createEmailLinkRepository } from '../email-link/email-links';
import { consumeLink, noSuchLink, requireAccountLink } from '../email-link/require-link';
import { withdrawLinks } from '../email-link/withdraw-links';
import { createNotices } from '../mail/notices';
import type { AccountDependencies } from './account-dependencies';
import { createUserRepository, type User } from './user-repository';

/**
 * Gives an account the address that a link was mailed to, and tells the former one. All links of the account end
 * with it: those that went to the former address would let its owner in.
 *
 * @throws RpcError NOT_FOUND, or ALREADY_EXISTS when another account has the address by now
 */
export async function confirmEmail(
  { pool, links, clock }: Pick<AccountDependencies, 'pool' | 'links' | 'clock'>,
  linkToken: string,
): Promise<User> {
  const link = await requireAccountLink(links, linkToken, { purpose: 'change_email', now: clock() });
  const { subject, email, language } = link;
  return withTransaction(pool, async (db) => {
    const now = clock();
    const users = createUserRepository(db);
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

function addressTaken(): RpcError {
  return new RpcError('ALREADY_EXISTS', 'another account has this address');
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
}
