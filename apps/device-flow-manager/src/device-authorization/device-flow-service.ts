import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceFlowService, type ApproveDeviceAuthorizationRequest } from '@latchkey/contracts';
import { RpcError, isStatus, rpcService, type RpcService } from '@latchkey/rpc';
import { deviceCodeHash } from '../codes/device-code';
import { parseUserCode } from '../codes/user-code';
import { hasExpired, type Approval } from './device-authorization';
import { toMessage } from './device-authorization-message';
import type { DeviceAuthorizationRepository } from './device-authorization-repository';
import { invalidDeviceCode, poll, tooManyPolls } from './poll';
import { startDeviceAuthorization, type StartDeps } from './start-device-authorization';
import type { Transition } from './transition';
import { approve, deny, userCodeNotFound } from './user-decision';

/** What the service needs. */
export interface DeviceFlowDeps extends StartDeps {
  authorizations: DeviceAuthorizationRepository;
  /** How long after its redemption an approval is returned again to a device that lost the answer. */
  replayWindowSeconds: number;
}

/** Serves the device authorization grant (RFC 8628) to the token issuer and to the pages for people. */
export function deviceFlowService(deps: DeviceFlowDeps): RpcService {
  const { authorizations, clock, replayWindowSeconds } = deps;

  const lookUp = async (typed: string): Promise<{ userCode: string; hash: string }> => {
    const userCode = parseUserCode(typed);
    const hash = userCode && (await authorizations.findDeviceCodeHash(userCode));
    if (!userCode || !hash) throw userCodeNotFound();
    return { userCode, hash };
  };

  const decide = async (typed: string, decision: Transition<void>): Promise<void> => {
    const { hash } = await lookUp(typed);
    if (!(await authorizations.move(hash, decision))) throw userCodeNotFound();
  };

  return rpcService(DeviceFlowService, {
    startDeviceAuthorization: (request) => startDeviceAuthorization(request, deps),

    async getDeviceAuthorization(request) {
      const { userCode, hash } = await lookUp(request.userCode);
      const authorization = await authorizations.find(hash);
      if (!authorization || hasExpired(authorization, clock())) throw userCodeNotFound();
      return { deviceAuthorization: toMessage(userCode, authorization) };
    },

    async approveDeviceAuthorization(request) {
      const approval = readApproval(request);
      await decide(request.userCode, (current) => approve(current, approval, clock()));
      return {};
    },

    async denyDeviceAuthorization({ userCode }) {
      await decide(userCode, (current) => deny(current, clock()));
      return {};
    },

    async redeemDeviceCode({ deviceCode, clientId }) {
      const hash = deviceCodeHash(deviceCode);
      if (hash === undefined) throw invalidDeviceCode('malformed');
      const outcome = await authorizations
        .move(hash, (current) => poll(current, { clientId, now: clock(), replayWindowSeconds }))
        .catch((error: unknown) => {
          throw isStatus(error, 'ABORTED') ? tooManyPolls(error) : error;
        });
      if (!outcome) throw invalidDeviceCode('unknown');
      const { next, answer } = outcome;
      if ('refusal' in answer) throw answer.refusal;
      const { subject, authTime, scopes } = answer.approval;
      return {
        grantId: next.grantId,
        subject,
        authTime: timestampFromDate(authTime),
        scopes,
        resources: next.resources,
      };
    },
  });
}

function readApproval({ subject, authTime, scopes }: ApproveDeviceAuthorizationRequest): Approval {
  if (subject === '' || !authTime) throw new RpcError('INVALID_ARGUMENT', 'subject or auth_time is missing');
  return { subject, authTime: timestampDate(authTime), scopes };
}
