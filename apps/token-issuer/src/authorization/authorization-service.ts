import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuthorizationService } from '@latchkey/contracts';
import { oauthErrorToMessage, rpcService, RpcError, type RpcService } from '@latchkey/rpc';
import type { AuthorizationRequests } from './authorization-requests';
import type { createDeviceAuthorization } from './device-authorization';

/** Serves `latchkey.issuer.v1.AuthorizationService`. */
export function authorizationService(dependencies: {
  authorizationRequests: AuthorizationRequests;
  requestDeviceAuthorization: ReturnType<typeof createDeviceAuthorization>;
}): RpcService {
  const { authorizationRequests } = dependencies;
  return rpcService(AuthorizationService, {
    async pushAuthorizationRequest(request) {
      const outcome = await authorizationRequests.push(request);
      if (outcome.kind === 'accepted') {
        const { requestUri, expiresInSeconds } = outcome;
        return { outcome: { case: 'accepted', value: { requestUri, expiresInSeconds } } };
      }
      const { error, location = '' } = outcome;
      return { outcome: { case: 'refused', value: { error: oauthErrorToMessage(error), location } } };
    },

    async getAuthorizationRequest({ requestUri }) {
      const { clientId, clientName, redirectUri, scopes, resources, loginHint, expiresAt } =
        await authorizationRequests.get(requestUri);
      const expireTime = timestampFromDate(new Date(expiresAt));
      return {
        authorizationRequest: { clientId, clientName, redirectUri, scopes, resources, loginHint, expireTime },
      };
    },

    async approveAuthorizationRequest({ requestUri, subject, authTime, scopes }) {
      if (!subject || !authTime) throw new RpcError('INVALID_ARGUMENT', 'subject and auth_time are required');
      const approval = { subject, authTime: timestampDate(authTime), scopes };
      return { location: await authorizationRequests.approve(requestUri, approval) };
    },

    async denyAuthorizationRequest({ requestUri }) {
      return { location: await authorizationRequests.deny(requestUri) };
    },

    requestDeviceAuthorization: (request) => dependencies.requestDeviceAuthorization(request),
  });
}
