import type { AuthorizationRequest, AuthorizationService, ResourceService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery, type Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import type { Sessions, SignedIn } from '../session/sessions';
import {
  continuationFields,
  parseContinuation,
  requireRequestUri,
  signInPath,
} from '../sign-in/continuation';
import { chosenScopes, sortAccess, spreadScopes } from './asked-access';
import { getAuthorizationRequest, requireOpenedHere, unlessDecided } from './authorization-request';
import { getClientProfile, type ClientDirectory } from './client-profile';
import { ConsentPage } from './consent-page';
import { getAllowed, goesUnasked, remember, type ConsentStore } from './remembered-consent';

/** What asking for consent needs. */
export interface ConsentDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
  opened: OpenedRequests;
  authorization: Pick<
    RpcClient<typeof AuthorizationService>,
    'getAuthorizationRequest' | 'approveAuthorizationRequest' | 'denyAuthorizationRequest'
  >;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
  clients: ClientDirectory;
  consents: ConsentStore;
}

/** `/consent`: asks the person who is signed in, unless there is nothing new to ask, and takes the answer to the client. */
export function consentRoutes(server: FastifyInstance, deps: ConsentDeps): void {
  const { authorization, clients, forms, publicUrl, sessions } = deps;

  server.get('/consent', async (request, reply) => {
    const { requestUri, continuation } = readRequest(readQuery(request));
    const signedIn = await sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    await requireOpenedHere(deps, request, requestUri);
    const authorizationRequest = await getAuthorizationRequest(authorization, requestUri);
    const [profile, { asked, registry }] = await Promise.all([
      getClientProfile(clients, authorizationRequest.clientId),
      findAsked(deps, authorizationRequest, signedIn),
    ]);
    const forced = continuation.to === 'consent' && continuation.forced === true;
    if (goesUnasked({ request: authorizationRequest, profile, asked, forced, publicUrl })) {
      const { scopes } = authorizationRequest;
      const approval = approve(deps, requestUri, signedIn, scopes);
      return seeOther(reply, (await unlessDecided(authorizationRequest, approval)).location);
    }
    allowFormRedirect(reply, authorizationRequest.redirectUri);
    const carried = continuationFields(continuation);
    return sendPage(
      reply,
      200,
      <ConsentPage
        request={authorizationRequest}
        profile={profile}
        user={signedIn.user}
        asked={asked}
        registry={registry}
        hidden={{ ...carried, ...forms.issue(request, reply, 'consent', requestUri, signedIn.token) }}
        signOutHidden={{ ...carried, ...forms.issue(request, reply, 'sign-out') }}
      />,
    );
  });

  server.post('/consent', async (request, reply) => {
    requireSameOrigin(request, publicUrl);
    const form = readForm(request);
    const { requestUri, continuation } = readRequest(form);
    const signedIn = await sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    await requireOpenedHere(deps, request, requestUri);
    // Bound to the request and the session: a yes holds for what was on the page, by the person it was shown to.
    forms.verify(request, form, 'consent', requestUri, signedIn.token);
    if (form.decision !== 'allow' && form.decision !== 'deny') throw new PageError('malformed_request');
    const asked = await getAuthorizationRequest(authorization, requestUri);
    const scopes = form.decision === 'allow' ? await takeChoice(deps, asked, signedIn, form) : [];
    // A yes to nothing at all is a no.
    const isYes = form.decision === 'allow' && (scopes.length > 0 || asked.scopes.length === 0);
    const decision = isYes
      ? approve(deps, requestUri, signedIn, scopes)
      : authorization.denyAuthorizationRequest({ requestUri });
    return seeOther(reply, (await unlessDecided(asked, decision)).location);
  });
}

function readRequest(fields: Fields) {
  const requestUri = requireRequestUri(fields);
  return { requestUri, continuation: parseContinuation({ ...fields, to: undefined }) };
}

async function findAsked(deps: ConsentDeps, request: AuthorizationRequest, { user }: SignedIn) {
  const key = { subject: user.subject, clientId: request.clientId };
  const [{ resources: registry }, allowed] = await Promise.all([
    deps.resources.listResources({}),
    getAllowed(deps.consents, key),
  ]);
  return { key, registry, asked: sortAccess(request, registry, allowed) };
}

/** Remembers what somebody allows, before the client hears of it: should that fail, nothing has happened. */
async function takeChoice(
  deps: ConsentDeps,
  request: AuthorizationRequest,
  signedIn: SignedIn,
  form: Fields,
): Promise<string[]> {
  const { key, registry, asked } = await findAsked(deps, request, signedIn);
  const scopes = chosenScopes(request, asked, form);
  await remember(deps.consents, key, spreadScopes(scopes, request, registry));
  return scopes;
}

function approve(
  { authorization }: ConsentDeps,
  requestUri: string,
  { user: { subject }, authTime }: SignedIn,
  scopes: string[],
): Promise<{ location: string }> {
  return authorization.approveAuthorizationRequest({ requestUri, subject, authTime, scopes });
}
