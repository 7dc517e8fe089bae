import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { UserService } from '@latchkey/contracts';
import { rpcService, type RpcService } from '@latchkey/rpc';
import { purposeMessages } from '../email-link/link-purpose';
import { requireLink } from '../email-link/require-link';
import { sendEmailLink } from '../email-link/send-email-link';
import type { AccountDependencies } from './account-dependencies';
import { changePassword } from './change-password';
import { completeSignUp, type PasswordOutcome } from './complete-sign-up';
import { confirmEmail } from './confirm-email';
import { deleteUser } from './delete-user';
import { exportUser } from './export-user';
import { passwordMinimumLength } from './password-policy';
import { resetPassword } from './reset-password';

/** Serves the users. */
export function userService(dependencies: AccountDependencies): RpcService {
  const { pool, links, guard, signUpOpen, mailsAreKept, clock } = dependencies;
  return rpcService(UserService, {
    async getAccountRules() {
      return { signUpOpen, passwordMinimumLength, mailsAreKept };
    },
    async sendEmailLink(request) {
      await sendEmailLink(dependencies, request);
      return {};
    },
    async getEmailLink({ linkToken }) {
      const { purpose, email, expiresAt } = await requireLink(links, linkToken, clock());
      return { purpose: purposeMessages[purpose], email, expireTime: timestampFromDate(expiresAt) };
    },
    async completeSignUp(request, { signal }) {
      return toOutcome(await completeSignUp(dependencies, request, signal));
    },
    async resetPassword(request, { signal }) {
      return toOutcome(await resetPassword(dependencies, request, signal));
    },
    async confirmEmail(request) {
      return { user: await confirmEmail(dependencies, request) };
    },
    async changePassword(request, { signal }) {
      return { passwordProblem: await changePassword(dependencies, request, signal) };
    },
    async exportUser({ sessionToken }) {
      const { user } = await guard.require(sessionToken);
      return { userJson: await exportUser(pool, user.subject) };
    },
    async deleteUser(request) {
      await deleteUser(dependencies, request);
      return {};
    },
  });
}

function toOutcome(outcome: PasswordOutcome) {
  return 'problem' in outcome
    ? { outcome: { case: 'passwordProblem' as const, value: outcome.problem } }
    : { outcome: { case: 'authentication' as const, value: outcome.authentication } };
}
