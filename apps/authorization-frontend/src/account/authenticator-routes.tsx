import { isStatus } from '@latchkey/rpc';
import { useMessages } from '@latchkey/ui';
import { PageError } from '../errors/page-error';
import type { Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import type { AccountDeps } from './account-deps';
import { AuthenticatorPage, type AuthenticatorProblem, type Enrolment } from './authenticator-page';
import { accountMessages } from './messages';
import { toAdded } from './recovery-code-routes';
import { RemovalPage } from './removal-page';
import type { AccountPart, Visit } from './visit';

const setUpPath = '/account/authenticator';
const removePath = '/account/authenticator/remove';
const maximumCodeLength = 16;

/** `/account/authenticator`: sets up and removes the authenticator application. */
export function authenticatorRoutes(part: AccountPart, deps: AccountDeps): void {
  const { credentials } = deps;

  const show = async (visit: Visit, enrolment: Enrolment, problem?: AuthenticatorProblem) =>
    sendPage(
      visit.reply,
      problem === undefined ? 200 : 422,
      <AuthenticatorPage
        enrolment={enrolment}
        hidden={{
          secret: enrolment.secret,
          otpauth_uri: enrolment.otpauthUri,
          enrolment_token: enrolment.enrolmentToken,
          ...visit.hidden(setUpPath, ...bindingsOf(enrolment)),
        }}
        back={visit.path('/account/security')}
        problem={problem}
      />,
    );

  part.page(
    setUpPath,
    async (visit) => {
      const enrolment = await credentials.startTotpEnrolment({ sessionToken: visit.signedIn.token });
      return show(visit, enrolment);
    },
    { recent: true },
  );

  part.form(
    setUpPath,
    async (visit) => {
      const { fields, signedIn, language } = visit;
      const enrolment = enrolmentOf(fields);
      const { code } = fields;
      if (code === undefined) return show(visit, enrolment, 'missingCode');
      if (code.length > maximumCodeLength) return show(visit, enrolment, 'wrongCode');
      try {
        const { recoveryCodes } = await credentials.enrolTotp({
          sessionToken: signedIn.token,
          enrolmentToken: enrolment.enrolmentToken,
          code,
          language,
        });
        return toAdded(deps, visit, recoveryCodes, 'authenticatorAdded');
      } catch (error) {
        // The same secret once more: it is in the application already.
        if (isStatus(error, 'INVALID_ARGUMENT')) return show(visit, enrolment, 'wrongCode');
        throw error;
      }
    },
    (fields) => bindingsOf(enrolmentOf(fields)),
  );

  part.page(
    removePath,
    async (visit) => {
      const sessionToken = visit.signedIn.token;
      const { passkeys, totpCreateTime } = await credentials.listCredentials({ sessionToken });
      const back = visit.path('/account/security');
      if (!totpCreateTime) return seeOther(visit.reply, back);
      return sendPage(
        visit.reply,
        200,
        <RemoveAuthenticatorPage
          isLast={passkeys.length === 0}
          hidden={visit.hidden(removePath)}
          back={back}
        />,
      );
    },
    { recent: true },
  );

  part.form(removePath, async (visit) => {
    const { signedIn, language } = visit;
    await credentials.deleteTotp({ sessionToken: signedIn.token, language });
    return visit.confirm('/account/security', 'authenticatorRemoved');
  });
}

/** The form holds for what was on its page: nobody can slip another secret into it. */
function bindingsOf({ secret, otpauthUri, enrolmentToken }: Enrolment): string[] {
  return [secret, otpauthUri, enrolmentToken];
}

function enrolmentOf({
  secret,
  otpauth_uri: otpauthUri,
  enrolment_token: enrolmentToken,
}: Fields): Enrolment {
  if (!secret || !otpauthUri || !enrolmentToken) throw new PageError('malformed_request');
  return { secret, otpauthUri, enrolmentToken };
}

function RemoveAuthenticatorPage(props: {
  isLast: boolean;
  hidden: Record<string, string | undefined>;
  back: string;
}) {
  const t = useMessages(accountMessages);
  return (
    <RemovalPage
      title={t('authenticator.removeTitle')}
      lead={t('authenticator.removeLead')}
      action={removePath}
      {...props}
    />
  );
}
