import type { FastifyReply } from 'fastify';
import type { Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import type { AccountDeps } from './account-deps';
import type { Done } from './done';
import { ReplaceCodesPage, ShownCodesPage } from './recovery-codes-page';
import { hasSecondFactor } from './security-page';
import type { AccountPart, Visit } from './visit';
import { findWaitingRequest } from './waiting-request';

const replacePath = '/account/recovery-codes';
const shownPath = '/account/recovery-codes/shown';
const keptPath = '/account/recovery-codes/kept';

/** `/account/recovery-codes`: makes new recovery codes, and shows those that were just made. */
export function recoveryCodeRoutes(part: AccountPart, deps: AccountDeps): void {
  part.page(
    replacePath,
    async (visit) => {
      const back = visit.path('/account/security');
      const sessionToken = visit.signedIn.token;
      if (!hasSecondFactor(await deps.credentials.listCredentials({ sessionToken }))) {
        return seeOther(visit.reply, back);
      }
      return sendPage(visit.reply, 200, <ReplaceCodesPage hidden={visit.hidden(replacePath)} back={back} />);
    },
    { recent: true },
  );

  part.form(replacePath, async (visit) => {
    const { signedIn, language } = visit;
    const { recoveryCodes } = await deps.credentials.replaceRecoveryCodes({
      sessionToken: signedIn.token,
      language,
    });
    return toShown(deps, visit, recoveryCodes);
  });

  part.page(shownPath, async (visit) => {
    const { reply, fields } = visit;
    const codes = findCodes(deps, visit);
    if (!codes) return seeOther(reply, visit.path('/account/security'));
    const { shown = '' } = fields;
    const asked = (await findWaitingRequest(deps, visit))?.asked;
    // Who is not asked for consent comes out at the client straight from this form.
    if (asked) allowFormRedirect(reply, asked.redirectUri);
    return sendPage(
      reply,
      200,
      <ShownCodesPage
        codes={codes}
        application={asked?.clientName}
        hidden={{ shown, ...visit.hidden(keptPath, shown) }}
      />,
    );
  });

  part.form(
    keptPath,
    async (visit) => {
      deps.codes.forget(visit.reply, shownOf(visit.fields));
      const waiting = await findWaitingRequest(deps, visit);
      return seeOther(visit.reply, waiting?.href ?? visit.path('/account/security'));
    },
    (fields) => [shownOf(fields)],
  );
}

/** Goes on after a second factor was added: with the first one come recovery codes. */
export function toAdded(
  deps: Pick<AccountDeps, 'codes'>,
  visit: Visit,
  recoveryCodes: readonly string[],
  done: Done,
): FastifyReply {
  return recoveryCodes.length > 0
    ? toShown(deps, visit, recoveryCodes)
    : visit.confirm('/account/security', done);
}

/**
 * Leads to a page that shows the codes. They wait for it in a cookie, which the person lets go of: so a reload,
 * another language or a second press loses none of them.
 */
function toShown({ codes }: Pick<AccountDeps, 'codes'>, visit: Visit, recoveryCodes: readonly string[]) {
  const { request, reply, signedIn } = visit;
  const shown = codes.keep(request, reply, [signedIn.sessionId, ...recoveryCodes].join(' '));
  return seeOther(reply, visit.path(shownPath, { shown }));
}

/** The codes that were made in this very session. Whoever signs in here next does not see them. */
function findCodes({ codes }: Pick<AccountDeps, 'codes'>, visit: Visit): string[] | undefined {
  const [sessionId, ...found] = codes.find(visit.request, visit.fields.shown)?.split(' ') ?? [];
  return sessionId === visit.signedIn.sessionId ? found : undefined;
}

function shownOf({ shown = '' }: Fields): string {
  return shown;
}
