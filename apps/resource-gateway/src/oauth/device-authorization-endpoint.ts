import type { AuthorizationService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import { clientAddress } from '../edge/client-address';
import { noStore } from '../edge/response-headers';
import { serveEndpoint } from './endpoint';
import { acceptForms, readForm } from './form-request';

const longestUserAgent = 256;

/** Serves the device authorization endpoint (RFC 8628 §3.1). */
export function deviceAuthorizationEndpoint(
  server: FastifyInstance,
  authorizationService: Pick<RpcClient<typeof AuthorizationService>, 'requestDeviceAuthorization'>,
): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: '/device-authorization',
      method: 'POST',
      async handler(request, reply) {
        const answer = await authorizationService.requestDeviceAuthorization({
          ...readForm(request),
          remoteAddress: clientAddress(request),
          userAgent: (request.headers['user-agent'] ?? '').slice(0, longestUserAgent),
        });
        reply.headers(noStore);
        // RFC 8628 §3.2
        return {
          device_code: answer.deviceCode,
          user_code: answer.userCode,
          verification_uri: answer.verificationUri,
          verification_uri_complete: answer.verificationUriComplete,
          expires_in: answer.expiresInSeconds,
          interval: answer.intervalSeconds,
        };
      },
    });
  });
}
