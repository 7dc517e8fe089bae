import type { AuthorizationService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance } from 'fastify';
import { clientAddress } from '../edge/client-address';
import { clientRegion } from '../edge/client-region';
import { noStore } from '../edge/response-headers';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';
import { acceptForms, readForm } from './form-request';

/** What the device authorization endpoint needs. */
export interface DeviceAuthorizationEndpointDeps {
  authorizationService: Pick<RpcClient<typeof AuthorizationService>, 'requestDeviceAuthorization'>;
  /** Header in which a trusted proxy tells the region of a client, in lower case; undefined when none does. */
  regionHeader: string | undefined;
}

const longestUserAgent = 256;

/** Serves the device authorization endpoint (RFC 8628 §3.1). */
export function deviceAuthorizationEndpoint(
  server: FastifyInstance,
  { authorizationService, regionHeader }: DeviceAuthorizationEndpointDeps,
): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: endpointPaths.device_authorization_endpoint,
      method: 'POST',
      async handler(request, reply) {
        const { clientAuthentication, parameters, resources } = readForm(request);
        const answer = await authorizationService.requestDeviceAuthorization({
          clientAuthentication,
          parameters,
          resources,
          remoteAddress: clientAddress(request),
          region: clientRegion(request, regionHeader),
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
