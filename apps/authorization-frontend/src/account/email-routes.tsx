import { EmailLinkPurpose } from '@latchkey/contracts';
import { isStatus } from '@latchkey/rpc';
import { sendPage } from '../http/reply';
import type { AccountDeps } from './account-deps';
import { EmailPage, type EmailProblem } from './email-page';
import { sendLink, showLinkSent } from './link-sent';
import type { AccountPart, Visit } from './visit';

const maximumEmailLength = 320;

/** `/account/email`: mails a link to a new address, which holds once that link was opened and confirmed. */
export function emailRoutes(part: AccountPart, deps: AccountDeps): void {
  const show = async (visit: Visit, problem?: EmailProblem) =>
    sendPage(
      visit.reply,
      problem === undefined ? 200 : 422,
      <EmailPage
        current={visit.signedIn.user.email}
        typed={problem && visit.fields.email}
        hidden={visit.hidden('/account/email')}
        back={visit.path('/account/security')}
        problem={problem}
      />,
    );
  part.page('/account/email', (visit) => show(visit), { recent: true });

  part.form('/account/email', async (visit) => {
    const { signedIn, fields } = visit;
    const email = fields.email?.trim();
    if (!email) return show(visit, 'missing');
    if (email.length > maximumEmailLength) return show(visit, 'invalid');
    if (email.toLowerCase() === signedIn.user.email.toLowerCase()) return show(visit, 'same');
    try {
      return await sendLink(deps, visit, {
        purpose: EmailLinkPurpose.CHANGE_EMAIL,
        email,
        sessionToken: signedIn.token,
        sentAt: '/account/email/sent',
      });
    } catch (error) {
      if (isStatus(error, 'INVALID_ARGUMENT')) return show(visit, 'invalid');
      throw error;
    }
  });

  part.page('/account/email/sent', (visit) => showLinkSent(deps, visit, 'changeEmail'));
}
