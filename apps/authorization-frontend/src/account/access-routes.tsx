import type { FastifyInstance, FastifyReply } from 'fastify';
import { findClientProfile } from '../consent/client-profile';
import { PageError } from '../errors/page-error';
import type { Fields } from '../http/forms';
import { sendPage } from '../http/reply';
import type { AccountDeps } from './account-deps';
import { AccessPage, type AccessAction } from './access-page';
import { collectConnections, type Connection } from './connections';
import type { Done } from './done';
import { listGrants, withdraw } from './grants';
import { accountPart, type Visit } from './visit';

const maximumLength = 512;

/** `/account`: what somebody has allowed and where they are signed in, and the buttons that end either. */
export function accessRoutes(server: FastifyInstance, deps: AccountDeps): void {
  const part = accountPart(server, deps);
  part.page('/account', (visit) => showAccount(deps, visit));

  const action = (
    name: AccessAction,
    done: Done,
    act: (subject: string, target: string) => Promise<unknown>,
  ) =>
    part.form(
      `/account/${name}`,
      async (visit) => {
        await act(visit.signedIn.user.subject, targetOf(visit.fields));
        return visit.confirm('/account', done);
      },
      (fields) => [targetOf(fields)],
    );

  action('withdraw', 'withdrawn', (subject, clientId) => withdraw(deps, subject, clientId));
  action('end-session', 'ended', (subject, sessionId) =>
    deps.sessionList.endSessions({ subject, sessionIds: [sessionId] }),
  );
  // The target is the session that goes on: the form holds for the one that it was made in, and for no other.
  action('end-other-sessions', 'othersEnded', (subject, exceptSessionId) =>
    deps.sessionList.endSessions({ subject, exceptSessionId }),
  );
}

function targetOf({ target }: Fields): string {
  if (target === undefined || target.length > maximumLength) throw new PageError('malformed_request');
  return target;
}

async function showAccount(deps: AccountDeps, visit: Visit): Promise<FastifyReply> {
  const { request, reply, signedIn, language } = visit;
  const { subject } = signedIn.user;
  const [{ consents }, grants, { sessions }, { resources }] = await Promise.all([
    deps.consents.listConsents({ subject }),
    listGrants(deps.grants, subject),
    deps.sessionList.listSessions({ subject }),
    deps.resources.listResources({}),
  ]);
  const connections = collectConnections(consents, grants, resources, language);
  return sendPage(
    reply,
    200,
    <AccessPage
      user={signedIn.user}
      connections={await nameClients(deps, connections)}
      sessions={sessions}
      ownSessionId={signedIn.sessionId}
      done={visit.confirmed}
      path={visit.path}
      hiddenOf={(name, target) => ({ target, ...visit.hidden(`/account/${name}`, target) })}
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
