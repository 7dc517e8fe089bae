import type { TokenService } from '@latchkey/contracts';
import { requireParameter } from '@latchkey/oauth';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import { noStore } from '../edge/response-headers';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';
import { acceptForms, readForm } from './form-request';

/** Serves the revocation endpoint (RFC 7009 §2). Every token that is of no more use is answered alike. */
export function revocationEndpoint(
  server: FastifyInstance,
  tokenService: Pick<RpcClient<typeof TokenService>, 'revokeToken'>,
): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: endpointPaths.revocation_endpoint,
      method: 'POST',
      async handler(request, reply) {
        const { clientAuthentication, parameters } = readForm(request);
        // token_type_hint (§2.1) is not needed: tokens tell by their form what they are.
        await tokenService.revokeToken({
          clientAuthentication,
          token: requireParameter(parameters, 'token'),
        });
        reply.headers(noStore);
        return {};
      },
    });
  });
}
