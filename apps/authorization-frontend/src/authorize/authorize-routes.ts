import { DenialReason, type AuthorizationRequest, type AuthorizationService } from '@latchkey/contracts';
import { parseParameters } from '@latchkey/oauth';
import { oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { approveUnasked, type ApprovalDeps } from '../consent/approval';
import { getAuthorizationRequest, unlessDecided } from '../consent/authorization-request';
import { isRecent, lackOf } from '../consent/lack-of';
import { findStandingApproval } from '../consent/standing-approval';
import { encodedForm, encodedQuery } from '../http/forms';
import { seeOther } from '../http/reply';
import { askedLanguage, lookupLocales } from '../http/request-language';
import type { Sessions } from '../session/sessions';
import { continuationPath, signInPath } from '../sign-in/continuation';
import type { OpenedRequests } from './opened-requests';

/** What the authorization endpoint needs. */
export interface AuthorizeDeps extends ApprovalDeps {
  sessions: Sessions;
  opened: OpenedRequests;
  authorization: Pick<
    RpcClient<typeof AuthorizationService>,
    | 'pushAuthorizationRequest'
    | 'getAuthorizationRequest'
    | 'approveAuthorizationRequest'
    | 'denyAuthorizationRequest'
  >;
}

/**
 * `/authorize`, the authorization endpoint (RFC 6749 §3.1). It takes GET and POST, and a POST from any
 * site: it stores what a client asks for, and answers at once where nobody has to be asked.
 */
export function authorizeRoutes(server: FastifyInstance, deps: AuthorizeDeps): void {
  server.get('/authorize', (request, reply) => authorize(deps, encodedQuery(request), request, reply));
  server.post('/authorize', (request, reply) => authorize(deps, encodedForm(request), request, reply));
}

async function authorize(
  deps: AuthorizeDeps,
  encoded: string | Uint8Array,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { authorization, opened, sessions } = deps;
  const { parameters, resources } = parseParameters(encoded);
  const session = sessions.current(request, parameters['client_id']);
  void session.catch(() => undefined); // Whoever goes on finds out; a refusal does without the session.
  const goOn = async (requestUri: string, asked: AuthorizationRequest) => {
    const signedIn = await session;
    const language = askedLanguage(request) ?? lookupLocales(asked.uiLocales);
    const continuation = { to: 'consent', requestUri, language } as const;
    if (signedIn && isRecent(asked, signedIn)) {
      const isChosen = opened.isChosen(request, requestUri, signedIn.sessionId);
      if (lackOf(asked, signedIn, isChosen) === undefined) {
        const outcome = await approveUnasked(deps, { requestUri, asked, signedIn });
        if ('location' in outcome) return seeOther(reply, outcome.location);
      }
      return seeOther(reply, continuationPath(continuation));
    }
    if (!asked.prompts.includes('none')) return seeOther(reply, signInPath(continuation));
    // A form of a client brings no session along; the page behind has another look at the cookies.
    if (request.method === 'POST') return seeOther(reply, continuationPath(continuation));
    const reason = DenialReason.LOGIN_REQUIRED;
    const denial = authorization.denyAuthorizationRequest({ requestUri, reason });
    return seeOther(reply, (await unlessDecided(asked, denial)).location);
  };
  // A reload, or the back button: a pushed request that was decided is of no more use to the issuer, and
  // the pages say so better than an error could.
  const pushed = parameters['request_uri'];
  if (pushed !== undefined && opened.has(request, pushed)) {
    return goOn(pushed, await getAuthorizationRequest(authorization, pushed));
  }

  const standingApproval = await session
    .then((signedIn) => signedIn && findStandingApproval(deps, { parameters, resources }, signedIn))
    // It is a short cut: what stands in its way is told where the request has to pass.
    .catch(() => undefined);
  const { outcome } = await authorization.pushAuthorizationRequest({
    parameters,
    resources,
    ...(standingApproval && { standingApproval }),
  });
  // Nobody comes back to it: it is no request that this browser has open.
  if (outcome.case === 'approved') return seeOther(reply, outcome.value.location);
  if (outcome.case === 'accepted') {
    const { requestUri, expiresInSeconds, authorizationRequest } = outcome.value;
    opened.note(request, reply, requestUri, expiresInSeconds);
    // An issuer of the version before does not send it along.
    return goOn(
      requestUri,
      authorizationRequest ?? (await getAuthorizationRequest(authorization, requestUri)),
    );
  }
  if (!outcome.value?.error) throw new Error('the issuer sent no outcome');
  // RFC 6749 §4.1.2.1: without a client and a redirect URI that can be trusted, the browser goes nowhere.
  if (!outcome.value.location) throw oauthErrorFromMessage(outcome.value.error);
  return seeOther(reply, outcome.value.location);
}
