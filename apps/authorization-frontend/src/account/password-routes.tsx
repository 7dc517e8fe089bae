import { EmailLinkPurpose, PasswordProblem } from '@latchkey/contracts';
import { isStatus } from '@latchkey/rpc';
import { PageError } from '../errors/page-error';
import { sendPage } from '../http/reply';
import type { AccountDeps } from './account-deps';
import { sendLink, showLinkSent } from './link-sent';
import { PasswordPage, type PasswordPageProblem } from './password-page';
import type { AccountPart, Visit } from './visit';

const problemNames: Record<Exclude<PasswordProblem, PasswordProblem.UNSPECIFIED>, PasswordPageProblem> = {
  [PasswordProblem.TOO_SHORT]: 'tooShort',
  [PasswordProblem.TOO_LONG]: 'tooLong',
  [PasswordProblem.COMMON]: 'common',
  [PasswordProblem.LIKE_ACCOUNT]: 'likeAccount',
};

/** `/account/password`: changes the password of whoever knows the current one, or mails a link. */
export function passwordRoutes(part: AccountPart, deps: AccountDeps): void {
  const show = async (visit: Visit, problems: readonly PasswordPageProblem[] = []) => {
    const { passwordMinimumLength } = await deps.users.getAccountRules({});
    return sendPage(
      visit.reply,
      problems.length > 0 ? 422 : 200,
      <PasswordPage
        email={visit.signedIn.user.email}
        minimumLength={passwordMinimumLength}
        hidden={visit.hidden('/account/password')}
        linkHidden={visit.hidden('/account/password/link')}
        back={visit.path('/account/security')}
        problems={problems}
      />,
    );
  };
  part.page('/account/password', (visit) => show(visit));

  part.form('/account/password', async (visit) => {
    const { current_password: currentPassword, new_password: newPassword } = visit.fields;
    if (currentPassword === undefined || newPassword === undefined) {
      const missing: PasswordPageProblem[] = [];
      if (currentPassword === undefined) missing.push('missingCurrent');
      if (newPassword === undefined) missing.push('missingNew');
      return show(visit, missing);
    }
    try {
      const { passwordProblem } = await deps.users.changePassword({
        sessionToken: visit.signedIn.token,
        currentPassword,
        newPassword,
        remoteAddress: visit.request.ip,
        language: visit.language,
      });
      if (passwordProblem !== PasswordProblem.UNSPECIFIED) {
        return await show(visit, [problemNames[passwordProblem]]);
      }
    } catch (error) {
      if (isStatus(error, 'PERMISSION_DENIED')) return show(visit, ['wrongCurrent']);
      if (isStatus(error, 'RESOURCE_EXHAUSTED')) throw new PageError('too_many_sign_ins', { cause: error });
      throw error;
    }
    return visit.confirm('/account/security', 'passwordChanged');
  });

  part.form('/account/password/link', async (visit) => {
    const { email } = visit.signedIn.user;
    return sendLink(deps, visit, {
      purpose: EmailLinkPurpose.RESET_PASSWORD,
      email,
      sentAt: '/account/password/sent',
    });
  });

  part.page('/account/password/sent', (visit) => showLinkSent(deps, visit, 'resetPassword'));
}
