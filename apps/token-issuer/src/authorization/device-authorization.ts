import type { ClientAuthentication, DeviceFlowService } from '@latchkey/contracts';
import { DEVICE_CODE, OAuthError } from '@latchkey/oauth';
import type { RpcClient } from '@latchkey/rpc';
import type { AuthenticateClient } from '../client/authenticate-client';
import type { AccessRules } from '../client/requested-access';

/** What device authorization requests need. */
export interface DeviceAuthorizationDependencies extends Pick<AccessRules, 'requestedAccess'> {
  issuer: string;
  authenticateClient: AuthenticateClient;
  deviceFlow: Pick<RpcClient<typeof DeviceFlowService>, 'startDeviceAuthorization'>;
}

/** A device authorization request as it came in. */
export interface DeviceAuthorizationRequest {
  clientAuthentication?: ClientAuthentication | undefined;
  parameters: Record<string, string>;
  resources: string[];
  remoteAddress: string;
  /** Empty when it is not known. */
  region: string;
  userAgent: string;
}

/**
 * Creates the handling of device authorization requests (RFC 8628 §3.1): who may ask, for what, and then a
 * pair of codes from the device-flow manager.
 */
export function createDeviceAuthorization(dependencies: DeviceAuthorizationDependencies) {
  const { issuer, authenticateClient, requestedAccess, deviceFlow } = dependencies;

  return async (request: DeviceAuthorizationRequest) => {
    const client = await authenticateClient(request.clientAuthentication);
    if (!client.grantTypes.includes(DEVICE_CODE)) {
      throw new OAuthError('unauthorized_client', {
        description: 'the client is not registered for the device authorization grant',
      });
    }
    const started = await deviceFlow.startDeviceAuthorization({
      clientId: client.id,
      clientName: client.name,
      ...requestedAccess(request, client),
      remoteAddress: request.remoteAddress,
      region: request.region,
      userAgent: request.userAgent,
      lifetimeSeconds: client.deviceCodeLifetimeSeconds,
      intervalSeconds: client.devicePollIntervalSeconds,
      userCodeMustBeTyped: client.userCodeMustBeTyped,
    });
    const verificationUri = `${issuer}/device`;
    return {
      deviceCode: started.deviceCode,
      userCode: started.userCode,
      verificationUri,
      verificationUriComplete: `${verificationUri}?user_code=${encodeURIComponent(started.userCode)}`,
      expiresInSeconds: started.expiresInSeconds,
      intervalSeconds: started.intervalSeconds,
    };
  };
}
