import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuthorizationService,
  type AuthorizationRequestSchema,
  type StandingApproval,
} from '@latchkey/contracts';
import { oauthErrorToMessage, rpcService, RpcError, type RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { AuthorizationRequests } from './authorization-requests';
import { denialError } from './denial';
import type { createDeviceAuthorization } from './device-authorization';
import type { ApproveAtOnce, RequestIntake } from './request-intake';
import type { StoredAuthorizationRequest } from './request-store';
import { authenticatedSince } from './requested-sign-in';

/** Serves `latchkey.issuer.v1.AuthorizationService`. */
export function authorizationService(dependencies: {
  requestIntake: RequestIntake;
  authorizationRequests: AuthorizationRequests;
  requestDeviceAuthorization: ReturnType<typeof createDeviceAuthorization>;
  logger: Pick<Logger, 'info'>;
}): RpcService {
  const { requestIntake, authorizationRequests, logger } = dependencies;
  return rpcService(AuthorizationService, {
    async pushAuthorizationRequest(request, { caller }) {
      const { clientAuthentication, standingApproval } = request;
      // The front end speaks for a browser; whoever comes through the gateway is a client that shows who it is.
      const fromClient = caller === 'resource-gateway';
      if (fromClient !== (clientAuthentication !== undefined)) {
        throw new RpcError(
          'INVALID_ARGUMENT',
          'client_authentication is for pushed requests, and required there',
        );
      }
      // No client speaks for a user.
      if (fromClient && standingApproval) {
        throw new RpcError('INVALID_ARGUMENT', 'standing_approval is for requests that a browser brought');
      }
      const outcome = fromClient
        ? await requestIntake.fromClient(request, clientAuthentication, request.dpopProof)
        : await requestIntake.fromBrowser(request, standingApproval && approving(standingApproval));
      if (outcome.kind === 'approved') {
        return { outcome: { case: 'approved', value: { location: outcome.location } } };
      }
      if (outcome.kind === 'accepted') {
        const { requestUri, expiresInSeconds } = outcome;
        const seen = fromClient ? {} : { authorizationRequest: requestMessage(outcome.authorizationRequest) };
        return { outcome: { case: 'accepted', value: { requestUri, expiresInSeconds, ...seen } } };
      }
      const { error, location = '' } = outcome;
      const clientId = (clientAuthentication?.clientId ?? request.parameters['client_id'])?.slice(0, 256);
      logger.info({ clientId, error: error.message }, 'authorization request refused');
      return { outcome: { case: 'refused', value: { error: oauthErrorToMessage(error), location } } };
    },

    async getAuthorizationRequest({ requestUri, includeExpired }) {
      const request = await authorizationRequests.get(requestUri, { includeExpired });
      return { authorizationRequest: requestMessage(request) };
    },

    async approveAuthorizationRequest({ requestUri, subject, authTime, acr, scopes }) {
      if (!subject || !authTime) throw new RpcError('INVALID_ARGUMENT', 'subject and auth_time are required');
      const approval = { subject, authTime: timestampDate(authTime), acr, scopes };
      return { location: await authorizationRequests.approve(requestUri, approval) };
    },

    async denyAuthorizationRequest({ requestUri, reason }) {
      return { location: await authorizationRequests.deny(requestUri, denialError(reason)) };
    },

    requestDeviceAuthorization: (request) => dependencies.requestDeviceAuthorization(request),
  });

  function approving({ subject, authTime, acr, scopes, resources }: StandingApproval): ApproveAtOnce {
    if (!subject || !authTime) throw new RpcError('INVALID_ARGUMENT', 'subject and auth_time are required');
    const standing = { subject, authTime: timestampDate(authTime), acr, scopes, resources };
    return (request) => authorizationRequests.approveCovered(request, standing);
  }
}

function requestMessage(
  request: StoredAuthorizationRequest,
): MessageInitShape<typeof AuthorizationRequestSchema> {
  const { clientId, clientName, redirectUri, scopes, resources } = request;
  const { loginHint = '', prompts = [], acrValues = [], uiLocales = [] } = request;
  const since = authenticatedSince(request);
  return {
    clientId,
    clientName,
    redirectUri,
    scopes,
    resources,
    expireTime: timestampFromDate(new Date(request.expiresAt)),
    loginHint,
    prompts,
    ...(since && { authenticatedSince: timestampFromDate(since) }),
    acrValues,
    uiLocales: uiLocales.join(' '),
  };
}
