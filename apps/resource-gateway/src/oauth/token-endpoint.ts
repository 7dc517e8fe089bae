import type { TokenResponse } from '@latchkey/contracts';
import type { FastifyInstance } from 'fastify';
import { noStore } from '../edge/response-headers';
import { serveEndpoint } from './endpoint';
import { acceptForms, readForm } from './form-request';
import type { TokenExchange } from './token-exchange';

/** Serves the token endpoint (RFC 6749 §3.2). What a request may have is the issuer's to say. */
export function tokenEndpoint(server: FastifyInstance, exchangeToken: TokenExchange): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: '/token',
      method: 'POST',
      async handler(request, reply) {
        const { clientAuthentication, parameters, resources } = readForm(request);
        const { grant_type: grantType = '', ...others } = parameters;
        const response = await exchangeToken({
          clientAuthentication,
          grantType,
          parameters: others,
          resources,
        });
        reply.headers(noStore);
        return tokenResponseBody(response);
      },
    });
  });
}

/** The answer as JSON (RFC 6749 §5.1). */
function tokenResponseBody({ accessToken, tokenType, expiresInSeconds, refreshToken, scope }: TokenResponse) {
  return {
    access_token: accessToken,
    token_type: tokenType,
    expires_in: expiresInSeconds,
    ...(refreshToken && { refresh_token: refreshToken }),
    scope,
  };
}
