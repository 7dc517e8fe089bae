import { isStatus } from '@latchkey/rpc';
import { useMessages } from '@latchkey/ui';
import { PageError } from '../errors/page-error';
import type { Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowPasskeyScript } from '../http/security-headers';
import { passkeyResponseField } from '../passkey/passkey-form';
import type { AccountDeps } from './account-deps';
import { AddPasskeyPage, type AddPasskeyProblem } from './add-passkey-page';
import { accountMessages } from './messages';
import { proposePasskeyName } from './passkey-name';
import { toAdded } from './recovery-code-routes';
import { RemovalPage } from './removal-page';
import type { AccountPart, Visit } from './visit';

const addPath = '/account/passkeys/add';
const removePath = '/account/passkeys/remove';
const maximumNameLength = 100;
const maximumIdentifierLength = 64;

/** `/account/passkeys/…`: adds and removes passkeys. */
export function passkeyRoutes(part: AccountPart, deps: AccountDeps): void {
  const { credentials } = deps;
  const showAdd = async (visit: Visit, problem?: AddPasskeyProblem) => {
    const { reply, request, fields, signedIn } = visit;
    const { optionsJson } = await credentials.startPasskeyRegistration({ sessionToken: signedIn.token });
    allowPasskeyScript(reply);
    return sendPage(
      reply,
      problem === undefined ? 200 : 422,
      <AddPasskeyPage
        name={(problem && fields.name) ?? proposePasskeyName(request.headers['user-agent'] ?? '')}
        options={optionsJson}
        hidden={visit.hidden(addPath)}
        back={visit.path('/account/security')}
        problem={problem}
      />,
    );
  };
  part.page(addPath, (visit) => showAdd(visit), { recent: true });

  part.form(addPath, async (visit) => {
    const { fields, signedIn, language } = visit;
    const responseJson = fields[passkeyResponseField];
    const name = fields.name?.trim();
    if (!name) return showAdd(visit, 'missingName');
    if (responseJson === undefined || name.length > maximumNameLength) return showAdd(visit, 'refused');
    try {
      const { recoveryCodes } = await credentials.registerPasskey({
        sessionToken: signedIn.token,
        responseJson,
        name,
        language,
      });
      return toAdded(deps, visit, recoveryCodes, 'passkeyAdded');
    } catch (error) {
      if (isStatus(error, 'INVALID_ARGUMENT')) return showAdd(visit, 'refused');
      if (isStatus(error, 'RESOURCE_EXHAUSTED')) return showAdd(visit, 'tooMany');
      throw error;
    }
  });

  part.page(
    removePath,
    async (visit) => {
      const passkeyId = passkeyIdOf(visit.fields);
      const sessionToken = visit.signedIn.token;
      const { passkeys, totpCreateTime } = await credentials.listCredentials({ sessionToken });
      const passkey = passkeys.find((one) => one.passkeyId === passkeyId);
      const back = visit.path('/account/security');
      if (!passkey) return seeOther(visit.reply, back);
      return sendPage(
        visit.reply,
        200,
        <RemovePasskeyPage
          name={passkey.name}
          isLast={passkeys.length === 1 && totpCreateTime === undefined}
          hidden={{ passkey_id: passkeyId, ...visit.hidden(removePath, passkeyId) }}
          back={back}
        />,
      );
    },
    { recent: true },
  );

  part.form(
    removePath,
    async (visit) => {
      const { fields, signedIn, language } = visit;
      const passkeyId = passkeyIdOf(fields);
      await credentials.deletePasskey({ sessionToken: signedIn.token, passkeyId, language });
      return visit.confirm('/account/security', 'passkeyRemoved');
    },
    (fields) => [passkeyIdOf(fields)],
  );
}

function passkeyIdOf({ passkey_id: passkeyId }: Fields): string {
  if (passkeyId === undefined || passkeyId.length > maximumIdentifierLength) {
    throw new PageError('malformed_request');
  }
  return passkeyId;
}

function RemovePasskeyPage(props: {
  name: string;
  isLast: boolean;
  hidden: Record<string, string | undefined>;
  back: string;
}) {
  const { name, ...rest } = props;
  const t = useMessages(accountMessages);
  return (
    <RemovalPage
      title={t('passkeys.removeTitle', { name })}
      lead={t('passkeys.removeLead')}
      action={removePath}
      {...rest}
    />
  );
}
