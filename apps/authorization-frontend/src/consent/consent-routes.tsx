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
import { describeScopes } from '../scopes/describe-scopes';
import type { Sessions, SignedIn } from '../session/sessions';
import {
  continuationFields,
  parseContinuation,
  requireRequestUri,
  signInPath,
} from '../sign-in/continuation';
import { getAuthorizationRequest, requireOpenedHere, unlessDecided } from './authorization-request';
import { ConsentPage } from './consent-page';

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
}

/** `/consent`: asks the person who is signed in, and takes the answer to the client. */
export function consentRoutes(server: FastifyInstance, deps: ConsentDeps): void {
  const { authorization, forms, sessions } = deps;

  server.get('/consent', async (request, reply) => {
    const { requestUri, continuation } = readRequest(readQuery(request));
    const signedIn = await sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    await requireOpenedHere(deps, request, requestUri);
    const [authorizationRequest, { resources }] = await Promise.all([
      getAuthorizationRequest(authorization, requestUri),
      deps.resources.listResources({}),
    ]);
    allowFormRedirect(reply, authorizationRequest.redirectUri);
    const carried = continuationFields(continuation);
    return sendPage(
      reply,
      200,
      <ConsentPage
        request={authorizationRequest}
        user={signedIn.user}
        access={describeScopes(authorizationRequest, resources)}
        hidden={{ ...carried, ...forms.issue(request, reply, 'consent', requestUri, signedIn.token) }}
        signOutHidden={{ ...carried, ...forms.issue(request, reply, 'sign-out') }}
      />,
    );
  });

  server.post('/consent', async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    const { requestUri, continuation } = readRequest(form);
    const signedIn = await sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    await requireOpenedHere(deps, request, requestUri);
    // Bound to the request and the session: a yes holds for what was on the page, by the person it was shown to.
    forms.verify(request, form, 'consent', requestUri, signedIn.token);
    if (form.decision !== 'allow' && form.decision !== 'deny') throw new PageError('malformed_request');
    const asked = await getAuthorizationRequest(authorization, requestUri);
    const decide = form.decision === 'allow' ? approve : deny;
    const { location } = await unlessDecided(asked, decide(deps, requestUri, asked, signedIn));
    return seeOther(reply, location);
  });
}

function readRequest(fields: Fields) {
  const requestUri = requireRequestUri(fields);
  return { requestUri, continuation: parseContinuation({ ...fields, to: undefined }) };
}

type Decide = (
  deps: ConsentDeps,
  requestUri: string,
  asked: AuthorizationRequest,
  signedIn: SignedIn,
) => Promise<{ location: string }>;

const approve: Decide = ({ authorization }, requestUri, { scopes }, { user: { subject }, authTime }) =>
  authorization.approveAuthorizationRequest({ requestUri, subject, authTime, scopes });

const deny: Decide = ({ authorization }, requestUri) =>
  authorization.denyAuthorizationRequest({ requestUri });
