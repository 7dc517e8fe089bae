import type { AuthorizationService } from '@latchkey/contracts';
import { RpcError, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import { noStore } from '../edge/response-headers';
import { readDpopProof } from './dpop-header';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';
import { acceptForms, readForm } from './form-request';

/** Serves the pushed authorization request endpoint (RFC 9126 §2). */
export function pushedAuthorizationEndpoint(
  server: FastifyInstance,
  authorizationService: Pick<RpcClient<typeof AuthorizationService>, 'pushAuthorizationRequest'>,
): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: endpointPaths.pushed_authorization_request_endpoint,
      method: 'POST',
      async handler(request, reply) {
        const { clientAuthentication, parameters, resources } = readForm(request);
        // Here client_id is a parameter of the authorization request as well (RFC 9126 §2.1).
        parameters.client_id = clientAuthentication.clientId;
        const { outcome } = await authorizationService.pushAuthorizationRequest({
          clientAuthentication,
          parameters,
          resources,
          dpopProof: readDpopProof(request), // RFC 9449 §10.1
        });
        if (outcome.case === 'refused' && outcome.value.error) {
          throw oauthErrorFromMessage(outcome.value.error);
        }
        if (outcome.case !== 'accepted') {
          throw new RpcError('INTERNAL', 'the issuer gave no outcome for a pushed authorization request');
        }
        reply.code(201).headers(noStore);
        // RFC 9126 §2.2
        return { request_uri: outcome.value.requestUri, expires_in: outcome.value.expiresInSeconds };
      },
    });
  });
}
