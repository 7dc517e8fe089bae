import type { AuthorizationService, ResourceService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import { describeScopes } from '../scopes/describe-scopes';
import type { Sessions, SignedIn } from '../session/sessions';
import { continuationFields, requireRequestUri, signInPath } from '../sign-in/continuation';
import { getAuthorizationRequest, unlessExpired } from './authorization-request';
import { ConsentPage } from './consent-page';

/** What asking for consent needs. */
export interface ConsentDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
  authorization: Pick<
    RpcClient<typeof AuthorizationService>,
    'getAuthorizationRequest' | 'approveAuthorizationRequest' | 'denyAuthorizationRequest'
  >;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
}

/** `/consent`: asks the person who is signed in, and takes the answer to the client. */
export function consentRoutes(server: FastifyInstance, deps: ConsentDeps): void {
  const { authorization, forms, sessions } = deps;
  const signIn = (reply: FastifyReply, requestUri: string) =>
    seeOther(reply, signInPath({ to: 'consent', requestUri }));

  server.get('/consent', async (request, reply) => {
    const requestUri = requireRequestUri(readQuery(request));
    const signedIn = await sessions.current(request);
    if (!signedIn) return signIn(reply, requestUri);
    const [authorizationRequest, { resources }] = await Promise.all([
      getAuthorizationRequest(authorization, requestUri),
      deps.resources.listResources({}),
    ]);
    allowFormRedirect(reply, authorizationRequest.redirectUri);
    return sendPage(
      reply,
      200,
      <ConsentPage
        request={authorizationRequest}
        user={signedIn.user}
        access={describeScopes(authorizationRequest, resources)}
        hidden={{
          request_uri: requestUri,
          ...forms.issue(request, reply, 'consent', requestUri, signedIn.token),
        }}
        signOutHidden={{
          ...continuationFields({ to: 'consent', requestUri }),
          ...forms.issue(request, reply, 'sign-out'),
        }}
      />,
    );
  });

  server.post('/consent', async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    const requestUri = requireRequestUri(form);
    const signedIn = await sessions.current(request);
    if (!signedIn) return signIn(reply, requestUri);
    // Bound to the request and the session: a yes holds for what was on the page, by the person it was shown to.
    forms.verify(request, form, 'consent', requestUri, signedIn.token);
    if (form.decision === 'allow') return seeOther(reply, await approve(deps, requestUri, signedIn));
    if (form.decision !== 'deny') throw new PageError('malformed_request');
    const { location } = await unlessExpired(authorization.denyAuthorizationRequest({ requestUri }));
    return seeOther(reply, location);
  });
}

/** Records the yes. Returns where the browser goes with the code. */
async function approve({ authorization }: ConsentDeps, requestUri: string, signedIn: SignedIn) {
  const { scopes } = await getAuthorizationRequest(authorization, requestUri);
  const { location } = await unlessExpired(
    authorization.approveAuthorizationRequest({
      requestUri,
      subject: signedIn.user.subject,
      authTime: signedIn.authTime,
      scopes,
    }),
  );
  return location;
}
