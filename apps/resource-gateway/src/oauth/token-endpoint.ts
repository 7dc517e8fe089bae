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
      handler(request, reply) {
        const { clientAuthentication, parameters, resources, audiences } = readForm(request);
        const grantType = parameters.grant_type ?? '';
        delete parameters.grant_type;
        reply.headers(noStore);
        return exchangeToken({
          clientAuthentication,
          grantType,
          parameters,
          resources,
          audiences,
          dpopProof: readDpopProof(request),
        }).then(tokenResponseBody);
      },
    });
  });
}

/** The answer as JSON (RFC 6749 §5.1). */
function tokenResponseBody(response: TokenResponse) {
  // JSON leaves out what is undefined.
  return {
    access_token: response.accessToken,
    issued_token_type: response.issuedTokenType || undefined, // RFC 8693 §2.2.1
    token_type: response.tokenType,
    expires_in: response.expiresInSeconds,
    refresh_token: response.refreshToken || undefined,
    scope: response.scope,
  };
}
