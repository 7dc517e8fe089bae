import { randomUUID } from 'node:crypto';
import type { CompleteSignUpRequest, PasswordProblem } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import type { AuthenticationInit } from '../authentication/authentications';
import { recordedAddress } from '../authentication/recorded-address';
import { createEmailLinkRepository } from '../email-link/email-links';
import { consumeLink, noSuchLink, requireLink } from '../email-link/require-link';
import type { AccountDependencies } from './account-dependencies';
import { hashLinkedPassword } from './hash-linked-password';
import { judgePassword } from './password-policy';
import { normalizeName } from './user-name';
import { createUserRepository } from './user-repository';

/** What became of a new password: its owner, who has shown it, or why it is refused. */
export type PasswordOutcome = { authentication: AuthenticationInit } | { problem: PasswordProblem };

/**
 * Makes the account that a link was mailed for. The link is used up in the transaction that makes the account,
 * and with it whatever other links were mailed to make one with the address.
 *
 * @throws RpcError as the contract says
 * @throws OAuthError `temporarily_unavailable` when too many passwords wait to be hashed
 */
export async function completeSignUp(
  dependencies: Pick<
    AccountDependencies,
    'pool' | 'links' | 'passwords' | 'failures' | 'authentications' | 'signUpOpen' | 'clock'
  >,
  request: CompleteSignUpRequest,
  signal?: AbortSignal,
): Promise<PasswordOutcome> {
  const { pool, links, authentications, signUpOpen, clock } = dependencies;
  if (!signUpOpen) throw new RpcError('FAILED_PRECONDITION', 'sign-up is closed');
  const name = normalizeName(request.name);
  if (name === undefined) throw new RpcError('INVALID_ARGUMENT', 'name must be 1 to 200 characters');
  const link = await requireLink(links, request.linkToken, clock());
  if (link.purpose !== 'sign_up') throw noSuchLink();
  const { email } = link;
  const judged = judgePassword(request.password, { email, name });
  if ('problem' in judged) return judged;
  const passwordHash = await hashLinkedPassword(dependencies, link, judged.password, signal);

  const subject = randomUUID();
  await withTransaction(pool, async (db) => {
    const now = clock();
    await consumeLink(createEmailLinkRepository(db), link, now);
    // Somebody who got there with another link has the account: this one is of no use any more.
    if (!(await createUserRepository(db).create({ subject, email, name, passwordHash }, now))) {
      throw noSuchLink();
    }
    await createEmailLinkRepository(db).deleteSignUps(email);
    const remoteAddress = recordedAddress(request.remoteAddress);
    await createAuditLog(db).record([
      directoryEvent({ type: 'user.signed_up', eventTime: now, subject, remoteAddress }),
    ]);
  });
  return { authentication: await authentications.begin({ subject, methods: ['pwd'] }) };
}
