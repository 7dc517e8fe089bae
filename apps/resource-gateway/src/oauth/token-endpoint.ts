import type { TokenResponse } from '@latchkey/contracts';
import type { FastifyInstance } from 'fastify';
import { noStore } from '../edge/response-headers';
import { readDpopProof } from './dpop-header';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';
import { acceptForms, readForm } from './form-request';
import type { TokenExchange } from './token-exchange';

/** Serves the token endpoint (RFC 6749 §3.2). What a request may have is the issuer's to say. */
export function tokenEndpoint(server: FastifyInstance, exchangeToken: TokenExchange): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: endpointPaths.token_endpoint,
      method: 'POST',
      async handler(request, reply) {
        const { clientAuthentication, parameters, resources, audiences } = readForm(request);
        const { grant_type: grantType = '', ...others } = parameters;
        const response = await exchangeToken({
          clientAuthentication,
          grantType,
          parameters: others,
          resources,
          audiences,
          dpopProof: readDpopProof(request),
        });
        reply.headers(noStore);
        return tokenResponseBody(response);
      },
    });
  });
}

/** The answer as JSON (RFC 6749 §5.1). */
function tokenResponseBody(response: TokenResponse) {
  const { refreshToken, issuedTokenType } = response;
  return {
    access_token: response.accessToken,
    ...(issuedTokenType && { issued_token_type: issuedTokenType }), // RFC 8693 §2.2.1
    token_type: response.tokenType,
    expires_in: response.expiresInSeconds,
    ...(refreshToken && { refresh_token: refreshToken }),
    scope: response.scope,
  };
}
