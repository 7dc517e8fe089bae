import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState, type DeviceAuthorizationSchema } from '@latchkey/contracts';
import type { LiveDeviceAuthorization } from './device-authorization';

const stateOf = {
  pending: DeviceAuthorizationState.PENDING,
  approved: DeviceAuthorizationState.APPROVED,
  denied: DeviceAuthorizationState.DENIED,
  redeemed: DeviceAuthorizationState.REDEEMED,
} satisfies Record<LiveDeviceAuthorization['state'], DeviceAuthorizationState>;

/** What people get to see of a device authorization: who asks for what and from where, not who decided. */
export function toMessage(
  userCode: string,
  authorization: LiveDeviceAuthorization,
): Exclude<MessageInitShape<typeof DeviceAuthorizationSchema>, { $typeName: string }> {
  const { clientId, clientName, scopes, resources, remoteAddress, region, userAgent } = authorization;
  return {
    userCode,
    clientId,
    clientName,
    scopes,
    resources,
    remoteAddress,
    region,
    userAgent,
    userCodeMustBeTyped: authorization.userCodeMustBeTyped,
    createTime: timestampFromDate(authorization.createdAt),
    expireTime: timestampFromDate(authorization.expiresAt),
    state: stateOf[authorization.state],
  };
}
