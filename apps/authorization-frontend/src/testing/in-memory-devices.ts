import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ApproveDeviceAuthorizationResponseSchema,
  DenyDeviceAuthorizationResponseSchema,
  DeviceAuthorizationSchema,
  DeviceAuthorizationState,
  GetDeviceAuthorizationResponseSchema,
  type DeviceAuthorization,
} from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** Keeps waiting devices in memory, and answers as the contract of DeviceFlowService says. */
export function inMemoryDevices() {
  const devices = new Map<string, DeviceAuthorization>();
  const approvals: { userCode: string; subject: string; scopes: string[] }[] = [];
  const acrs: string[] = [];
  const lookups: string[] = [];
  const deciders: { subject: string; remoteAddress: string; sessionId: string }[] = [];
  const askers: { remoteAddress: string; sessionId: string }[] = [];

  const find = (typed: string | undefined) => {
    const device = devices.get((typed ?? '').toUpperCase().replace(/[ -]/g, ''));
    if (!device) throw new RpcError('NOT_FOUND', 'no such code');
    return device;
  };
  const service: ServerDeps['devices'] = {
    async getDeviceAuthorization({ userCode = '', remoteAddress = '', sessionId = '' }) {
      lookups.push(userCode);
      askers.push({ remoteAddress, sessionId });
      return create(GetDeviceAuthorizationResponseSchema, { deviceAuthorization: find(userCode) });
    },
    async approveDeviceAuthorization({
      userCode,
      subject = '',
      scopes = [],
      remoteAddress = '',
      sessionId = '',
      acr = '',
    }) {
      const device = find(userCode);
      deciders.push({ subject, remoteAddress, sessionId });
      if (device.state === DeviceAuthorizationState.DENIED)
        throw new RpcError('FAILED_PRECONDITION', 'denied');
      device.state = DeviceAuthorizationState.APPROVED;
      acrs.push(acr);
      approvals.push({ userCode: device.userCode, subject, scopes: [...scopes] });
      return create(ApproveDeviceAuthorizationResponseSchema);
    },
    async denyDeviceAuthorization({ userCode, subject = '', remoteAddress = '', sessionId = '' }) {
      const device = find(userCode);
      deciders.push({ subject, remoteAddress, sessionId });
      if (device.state === DeviceAuthorizationState.APPROVED) {
        throw new RpcError('FAILED_PRECONDITION', 'approved');
      }
      device.state = DeviceAuthorizationState.DENIED;
      return create(DenyDeviceAuthorizationResponseSchema);
    },
  };
  return {
    service,
    approvals,
    /** Classes of the sign-ins that approvals came with. */
    acrs,
    /** Every code that was looked up, as it was typed. */
    lookups,
    /** Who looked them up. */
    askers,
    /** Who decided, as it is for the record. */
    deciders,
    /** Lets a device ask for a user. */
    start(device: MessageInitShape<typeof DeviceAuthorizationSchema> & { userCode: string }) {
      const state = DeviceAuthorizationState.PENDING;
      const waiting = create(DeviceAuthorizationSchema, { state, ...device });
      devices.set(device.userCode, waiting);
      return waiting;
    },
  };
}
