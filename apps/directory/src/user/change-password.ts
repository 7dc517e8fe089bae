import type { ChangePasswordRequest, PasswordProblem } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { recordedAddress } from '../authentication/recorded-address';
import { withdrawLinks } from '../email-link/withdraw-links';
import { createNotices } from '../mail/notices';
import { sessionMoments } from '../session/session-lifetimes';
import { endSessions } from '../session/session-repository';
import type { AccountDependencies } from './account-dependencies';
import { normalizePassword } from './password';
import { judgePassword } from './password-policy';
import { createUserRepository, type UserWithPassword } from './user-repository';

type Dependencies = Pick<
  AccountDependencies,
  'pool' | 'users' | 'guard' | 'passwords' | 'failures' | 'lifetimes' | 'clock'
>;

const mostWrong = 10;
const windowSeconds = 15 * 60;

/**
 * Changes the password of the user of a session, and ends the other sessions and the links that were mailed: a
 * change of address may have been begun by whoever knew the former password.
 *
 * @returns why the new password is refused; undefined when it is taken
 * @throws RpcError as the contract says
 * @throws OAuthError `temporarily_unavailable` when too many passwords wait to be hashed
 */
export async function changePassword(
  dependencies: Dependencies,
  request: ChangePasswordRequest,
  signal?: AbortSignal,
): Promise<PasswordProblem | undefined> {
  const { pool, users, guard, passwords, lifetimes, clock } = dependencies;
  const { user, sessionId } = await guard.require(request.sessionToken);
  const { subject } = user;
  const current = await users.findBySubject(subject);
  if (!current) throw wrongPassword();
  await checkCurrent(dependencies, current, request, signal);
  const judged = judgePassword(request.newPassword, current);
  if ('problem' in judged) return judged.problem;
  const passwordHash = await passwords.hash(judged.password, signal);

  await withTransaction(pool, async (db) => {
    const now = clock();
    const change = { passwordHash, current: current.passwordHash };
    // Somebody was faster, and what was typed is not the current password any more.
    if (!(await createUserRepository(db).changePassword(subject, change, now))) throw wrongPassword();
    await withdrawLinks(db, subject);
    await endSessions(
      db,
      { subject, sessionIds: undefined, exceptSessionId: sessionId },
      sessionMoments(lifetimes, now),
    );
    await createNotices(db).add({ subject, kind: 'password_changed', language: request.language });
    const remoteAddress = recordedAddress(request.remoteAddress);
    await createAuditLog(db).record([
      directoryEvent({ type: 'user.password_changed', eventTime: now, subject, remoteAddress }),
    ]);
  });
  return undefined;
}

/** Counted before it is checked, so that however many come at once, no more than the bound are tried. */
async function checkCurrent(
  { pool, passwords, failures, clock }: Dependencies,
  { subject, passwordHash }: UserWithPassword,
  { currentPassword, remoteAddress }: ChangePasswordRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bound = { key: `change of password ${subject}`, most: mostWrong, windowSeconds };
  const failure = await failures.count([bound], clock());
  if (!failure) throw new RpcError('RESOURCE_EXHAUSTED', 'the password was wrong too often');
  const password = normalizePassword(currentPassword);
  const matches =
    password !== undefined &&
    (await passwords.verify(passwordHash, password, signal).catch(async (error: unknown) => {
      await failure.takeBack();
      throw error;
    }));
  if (matches) return failure.takeBack([0]);
  await createAuditLog(pool).record([
    directoryEvent({
      type: 'user.password_change_failed',
      eventTime: clock(),
      subject,
      remoteAddress: recordedAddress(remoteAddress),
    }),
  ]);
  throw wrongPassword();
}

function wrongPassword(): RpcError {
  return new RpcError('PERMISSION_DENIED', 'the current password is wrong');
}
