import type { AuthorizationService } from '@latchkey/contracts';
import { parseParameters } from '@latchkey/oauth';
import { oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodedForm, encodedQuery } from '../http/forms';
import { seeOther } from '../http/reply';
import type { Sessions } from '../session/sessions';
import { continuationPath, signInPath } from '../sign-in/continuation';

/** What the authorization endpoint needs. */
export interface AuthorizeDeps {
  sessions: Sessions;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'pushAuthorizationRequest'>;
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
  { authorization, sessions }: AuthorizeDeps,
  encoded: string | Uint8Array,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { parameters, resources } = parseParameters(encoded);
  const { outcome } = await authorization.pushAuthorizationRequest({ parameters, resources });
  if (outcome.case === 'accepted') {
    const continuation = { to: 'consent', requestUri: outcome.value.requestUri } as const;
    const signedIn = await sessions.current(request);
    return seeOther(reply, signedIn ? continuationPath(continuation) : signInPath(continuation));
  }
  if (!outcome.value?.error) throw new Error('the issuer sent no outcome');
  // RFC 6749 §4.1.2.1: without a client and a redirect URI that can be trusted, the browser goes nowhere.
  if (!outcome.value.location) throw oauthErrorFromMessage(outcome.value.error);
  return seeOther(reply, outcome.value.location);
}
