import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { StartDeviceAuthorizationRequestSchema } from '@latchkey/contracts';
import { after } from './authorizations';
import type { TestDeviceFlowManager } from './device-flow-manager';
import { redeemAlone } from './redeem-alone';

/** What the device of a test asks for. */
export const deviceRequest = {
  clientId: 'demo-tv',
  clientName: 'Demo TV',
  scopes: ['flex:read', 'flex:control'],
  resources: ['http://localhost:9000/resource/'],
  remoteAddress: '192.0.2.7',
  userAgent: 'DemoTV/1.0',
  region: 'Zurich',
};

/** Where a user decides, as the front end tells; everybody is somebody else unless a test says so. */
export type Browser = { remoteAddress?: string; sessionId?: string };

/** The device and its user, each through the service that acts for them; and time. */
export function actors(manager: () => TestDeviceFlowManager) {
  const issuer = () => manager().as['token-issuer'];
  const frontend = () => manager().as['authorization-frontend'];
  const get = (userCode: string, browser: Browser = {}) =>
    frontend().getDeviceAuthorization({ userCode, ...browser });
  return {
    begin: (other: MessageInitShape<typeof StartDeviceAuthorizationRequestSchema> = {}) =>
      issuer().startDeviceAuthorization({ ...deviceRequest, ...other }),
    redeem: (deviceCode: string, clientId = deviceRequest.clientId) =>
      redeemAlone(issuer(), { deviceCode, clientId }),
    get,
    stateOf: async (userCode: string) => (await get(userCode)).deviceAuthorization?.state,
    approve: (
      userCode: string,
      other: Browser & { subject?: string; scopes?: string[]; acr?: string } = {},
    ) =>
      frontend().approveDeviceAuthorization({
        userCode,
        subject: 'ada',
        authTime: timestampFromDate(after(-60)),
        scopes: deviceRequest.scopes,
        ...other,
      }),
    deny: (userCode: string, browser: Browser = {}) =>
      frontend().denyDeviceAuthorization({ userCode, subject: 'ada', ...browser }),
    /** Sets the clock to so many seconds after the start. */
    moveTo: (seconds: number) => {
      manager().clock.now = after(seconds);
    },
  };
}
