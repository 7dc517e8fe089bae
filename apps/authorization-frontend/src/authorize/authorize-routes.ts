import { DenialReason, type AuthorizationService } from '@latchkey/contracts';
import { parseParameters } from '@latchkey/oauth';
import { oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { getAuthorizationRequest, unlessDecided } from '../consent/authorization-request';
import { isRecent } from '../consent/lack-of';
import { encodedForm, encodedQuery } from '../http/forms';
import { seeOther } from '../http/reply';
import { askedLanguage, lookupLocales } from '../http/request-language';
import type { Sessions } from '../session/sessions';
import { continuationPath, signInPath } from '../sign-in/continuation';
import type { OpenedRequests } from './opened-requests';

/** What the authorization endpoint needs. */
export interface AuthorizeDeps {
  sessions: Sessions;
  opened: OpenedRequests;
  authorization: Pick<
    RpcClient<typeof AuthorizationService>,
    'pushAuthorizationRequest' | 'getAuthorizationRequest' | 'denyAuthorizationRequest'
  >;
}

/**
 * `/authorize`, the authorization endpoint (RFC 6749 §3.1). It takes GET and POST, and a POST from any
 * site: it stores what a client asks for and decides nothing.
 */
export function authorizeRoutes(server: FastifyInstance, deps: AuthorizeDeps): void {
  server.get('/authorize', (request, reply) => authorize(deps, encodedQuery(request), request, reply));
  server.post('/authorize', (request, reply) => authorize(deps, encodedForm(request), request, reply));
}

async function authorize(
  { authorization, opened, sessions }: AuthorizeDeps,
  encoded: string | Uint8Array,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { parameters, resources } = parseParameters(encoded);
  const goOn = async (requestUri: string) => {
    const [asked, signedIn] = await Promise.all([
      getAuthorizationRequest(authorization, requestUri),
      sessions.current(request),
    ]);
    const language = askedLanguage(request) ?? lookupLocales(asked.uiLocales);
    const continuation = { to: 'consent', requestUri, language } as const;
    if (signedIn && isRecent(asked, signedIn)) return seeOther(reply, continuationPath(continuation));
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
  if (pushed !== undefined && opened.has(request, pushed)) return goOn(pushed);

  const { outcome } = await authorization.pushAuthorizationRequest({ parameters, resources });
  if (outcome.case === 'accepted') {
    const { requestUri, expiresInSeconds } = outcome.value;
    opened.note(request, reply, requestUri, expiresInSeconds);
    return goOn(requestUri);
  }
  if (!outcome.value?.error) throw new Error('the issuer sent no outcome');
  // RFC 6749 §4.1.2.1: without a client and a redirect URI that can be trusted, the browser goes nowhere.
  if (!outcome.value.location) throw oauthErrorFromMessage(outcome.value.error);
  return seeOther(reply, outcome.value.location);
}
