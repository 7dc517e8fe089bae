import type { DeleteUserRequest } from '@latchkey/contracts';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createNotices } from '../mail/notices';
import type { AccountDependencies } from './account-dependencies';
import { createUserRepository } from './user-repository';

/**
 * Deletes the user of a session with everything that is theirs. What happened stays in the audit log for its
 * time.
 *
 * @throws RpcError UNAUTHENTICATED, or FAILED_PRECONDITION when the sign-in is not recent
 */
export async function deleteUser(
  { pool, guard, clock }: Pick<AccountDependencies, 'pool' | 'guard' | 'clock'>,
  { sessionToken, language }: DeleteUserRequest,
): Promise<void> {
  const { user } = await guard.requireRecent(sessionToken);
  const { subject } = user;
  await withTransaction(pool, async (db) => {
    // Before there is nobody left to tell.
    await createNotices(db).add({ subject, kind: 'account_deleted', language });
    await createUserRepository(db).delete(subject);
    await createAuditLog(db).record([directoryEvent({ type: 'user.deleted', eventTime: clock(), subject })]);
  });
}
