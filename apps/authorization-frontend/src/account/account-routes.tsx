import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findClientProfile } from '../consent/client-profile';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery, type Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import type { SignedIn } from '../session/sessions';
import { parseContinuation, signInPath } from '../sign-in/continuation';
import type { AccountDeps } from './account-deps';
import { AccountPage, doneThings, type Done } from './account-page';
import { collectConnections, type Connection } from './connections';
import { listGrants, withdraw } from './grants';

const maximumLength = 512;

/** `/account`: what somebody has allowed and where they are signed in, and the buttons that end either. */
export function accountRoutes(server: FastifyInstance, deps: AccountDeps): void {
  server.get('/account', async (request, reply) => {
    const fields = readQuery(request);
    const signedIn = await deps.sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(ownContinuation(fields)));
    return showAccount(deps, request, reply, { fields, signedIn });
  });

  const action = (path: string, done: Done, act: (signedIn: SignedIn, target: string) => Promise<unknown>) =>
    server.post(`/account/${path}`, async (request, reply) => {
      requireSameOrigin(request, deps.publicUrl);
      const form = readForm(request);
      const signedIn = await deps.sessions.current(request);
      if (!signedIn) return seeOther(reply, signInPath(ownContinuation(form)));
      const { target } = form;
      if (target === undefined || target.length > maximumLength) throw new PageError('malformed_request');
      deps.forms.verify(request, form, `account-${path}`, target, signedIn.token);
      await act(signedIn, target);
      // A reload of the page behind shows it again, and does nothing again.
      const pass = deps.forms.issue(request, reply, 'account-done', done, signedIn.token);
      return seeOther(reply, `/account?${new URLSearchParams({ done, ...pass })}`);
    });

  action('withdraw', 'withdrawn', ({ user }, clientId) => withdraw(deps, user.subject, clientId));
  action('end-session', 'ended', ({ user: { subject } }, sessionId) =>
    deps.sessionList.endSessions({ subject, sessionIds: [sessionId] }),
  );
  // The target is the session that goes on: the form holds for the one that it was made in, and for no other.
  action('end-other-sessions', 'othersEnded', ({ user: { subject } }, exceptSessionId) =>
    deps.sessionList.endSessions({ subject, exceptSessionId }),
  );
}

function ownContinuation({ ui_locales }: Fields) {
  return parseContinuation({ to: 'account', ui_locales });
}

async function showAccount(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { fields, signedIn }: { fields: Fields; signedIn: SignedIn },
): Promise<FastifyReply> {
  const { subject } = signedIn.user;
  const [{ consents }, grants, { sessions }, { resources }] = await Promise.all([
    deps.consents.listConsents({ subject }),
    listGrants(deps.grants, subject),
    deps.sessionList.listSessions({ subject }),
    deps.resources.listResources({}),
  ]);
  const connections = collectConnections(consents, grants, resources);
  const done = doneThings.find((one) => one === fields.done);
  const isOurs = done && deps.forms.accepts(request, fields, 'account-done', done, signedIn.token);
  return sendPage(
    reply,
    200,
    <AccountPage
      user={signedIn.user}
      connections={await nameClients(deps, connections)}
      sessions={sessions}
      ownSessionId={signedIn.sessionId}
      done={isOurs ? done : undefined}
      hiddenOf={(path, target) => ({
        target,
        ...deps.forms.issue(request, reply, `account-${path}`, target, signedIn.token),
      })}
      signOutHidden={deps.forms.issue(request, reply, 'sign-out')}
    />,
  );
}

/** Finds the names that came with no consent. A client that is gone is called by its identifier. */
async function nameClients({ clients }: AccountDeps, connections: Connection[]): Promise<Connection[]> {
  const named: Connection[] = [];
  for (const connection of connections) {
    const { clientId } = connection;
    const clientName =
      connection.clientName || (await findClientProfile(clients, clientId))?.clientName || clientId;
    named.push({ ...connection, clientName });
  }
  return named;
}
