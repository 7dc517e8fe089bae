import type { FastifyInstance } from 'fastify';
import { readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { pathWith } from '../sign-in/continuation';
import type { AccountDeps } from './account-deps';
import { DeletedPage, DeletionPage } from './deletion-page';
import { isRecent, signInAnew, type AccountPart, type Visit } from './visit';

const deletePath = '/account/delete';
const deletedPath = '/account/deleted';

/** `/account/delete`: deletes an account after a sure sign, and `/account/deleted`: says so. */
export function deletionRoutes(server: FastifyInstance, part: AccountPart, deps: AccountDeps): void {
  const { forms } = deps;
  const show = async (visit: Visit, mismatch = false) =>
    sendPage(
      visit.reply,
      mismatch ? 422 : 200,
      <DeletionPage
        email={visit.signedIn.user.email}
        typed={mismatch ? visit.fields.email : undefined}
        hidden={visit.hidden(deletePath)}
        back={visit.path('/account/data')}
        mismatch={mismatch}
      />,
    );
  part.page(deletePath, (visit) => show(visit), { recent: true });

  part.form(deletePath, async (visit) => {
    const { request, reply, fields, signedIn, language } = visit;
    const { subject, email } = signedIn.user;
    if (fields.email?.trim().toLowerCase() !== email.toLowerCase()) return show(visit, true);
    // The directory would say so, but only after everything was withdrawn.
    if (!isRecent(deps, visit)) return signInAnew(reply, visit.continuation);
    // First, while somebody can still be named on whose word it is done, and can try again.
    await deps.grants.revokeGrants({ revoked: { case: 'subject', value: subject }, onBehalfOf: subject });
    await deps.users.deleteUser({ sessionToken: signedIn.token, language });
    await deps.sessions.end(request, reply);
    // Nobody is signed in any more, so the page is meant for this browser.
    const pass = forms.issue(request, reply, deletedPath);
    return seeOther(reply, pathWith(deletedPath, { ui_locales: language, ...pass }));
  });

  server.get(deletedPath, async (request, reply) => {
    const isOurs = forms.accepts(request, readQuery(request), deletedPath);
    return isOurs ? sendPage(reply, 200, <DeletedPage />) : seeOther(reply, '/');
  });
}
