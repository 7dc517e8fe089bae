import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  DeviceFlowService,
  type ApproveDeviceAuthorizationRequest,
  type DeviceApprovalSchema,
  type DevicePoll,
  type DevicePollOutcomeSchema,
} from '@latchkey/contracts';
import { isAcr } from '@latchkey/oauth';
import { RpcError, isStatus, rpcService, type RpcService } from '@latchkey/rpc';
import { deviceCodeHash } from '../codes/device-code';
import { parseUserCode } from '../codes/user-code';
import type { Logger } from '@latchkey/service-kit';
import type { Guesser, LookUps } from '../guess/look-ups';
import type { Approval } from './device-authorization';
import { toMessage } from './device-authorization-message';
import type { DeviceAuthorizationRepository } from './device-authorization-repository';
import { findLive, type FoundDevice } from './find-live';
import { invalidDeviceCode, poll, tooManyPolls } from './poll';
import { pollError } from './poll-error';
import type { RecentPolls } from './recent-polls';
import { startDeviceAuthorization, type StartDeps } from './start-device-authorization';
import type { Kept, Transition } from './transition';
import { approve, deny, userCodeNotFound } from './user-decision';

/** What the service needs. */
export interface DeviceFlowDeps extends StartDeps {
  authorizations: DeviceAuthorizationRepository;
  /** Bounds how often people may name codes that do not live. */
  lookUps: LookUps;
  recentPolls: RecentPolls;
  /** How long after its redemption an approval is returned again to a device that lost the answer. */
  replayWindowSeconds: number;
  logger: Logger;
}

const mostInBatch = 100;

/** Serves the device authorization grant (RFC 8628) to the token issuer and to the pages for people. */
export function deviceFlowService(deps: DeviceFlowDeps): RpcService {
  const { authorizations, lookUps, recentPolls, clock, replayWindowSeconds, audit, logger } = deps;

  const lookUp = async (typed: string, guesser: Guesser): Promise<FoundDevice> => {
    const userCode = parseUserCode(typed);
    // What cannot be a code is no guess: it costs nothing and counts nowhere.
    if (!userCode) throw userCodeNotFound();
    const find = () => findLive(authorizations, userCode, clock());
    const found = await lookUps.bounded({ userCode, guesser }, find);
    if (!found) throw userCodeNotFound();
    return found;
  };

  const decide = async (
    request: Guesser & { userCode: string; subject: string },
    decision: Transition<void>,
  ): Promise<void> => {
    const { deviceCodeHash } = await lookUp(request.userCode, request);
    const kept = await authorizations.move(deviceCodeHash, decision);
    if (!kept) throw userCodeNotFound();
    record(kept, request);
  };

  /** Of any number of callers who want the same, the one who changed the state leaves a record. */
  const record = <Answer>(
    { from, next }: Kept<Answer>,
    { subject, remoteAddress }: { subject?: string | undefined; remoteAddress: string },
  ): void => {
    const { state, grantId, clientId } = next;
    if (state === from || state === 'pending') return;
    audit({ type: `device.${state}`, grantId, clientId, ...(subject && { subject }), remoteAddress });
  };

  const redeem = async ({
    deviceCode,
    clientId,
  }: DevicePoll): Promise<MessageInitShape<typeof DeviceApprovalSchema>> => {
    const hash = deviceCodeHash(deviceCode);
    if (hash === undefined) throw invalidDeviceCode('malformed');
    const now = clock();
    const request = { clientId, now, replayWindowSeconds, previousPoll: recentPolls.begin(hash, now) };
    const kept = await authorizations
      .move(hash, (current) => poll(current, request))
      .catch((error: unknown) => {
        throw isStatus(error, 'ABORTED') ? tooManyPolls(error) : error;
      });
    if (!kept) throw invalidDeviceCode('unknown');
    const { next, answer } = kept;
    const approval = 'approval' in answer ? answer.approval : undefined;
    record(kept, { subject: approval?.subject, remoteAddress: next.remoteAddress });
    if ('refusal' in answer) throw answer.refusal;
    const { subject, authTime, acr, approvedAt, scopes } = answer.approval;
    return {
      grantId: next.grantId,
      subject,
      authTime: timestampFromDate(authTime),
      acr,
      ...(approvedAt && { approveTime: timestampFromDate(approvedAt) }),
      scopes,
      resources: next.resources,
    };
  };

  const outcomeOf = async (
    devicePoll: DevicePoll,
  ): Promise<MessageInitShape<typeof DevicePollOutcomeSchema>> => {
    try {
      return { outcome: { case: 'approval', value: await redeem(devicePoll) } };
    } catch (thrown) {
      return { outcome: { case: 'error', value: pollError(thrown, devicePoll, logger) } };
    }
  };

  return rpcService(DeviceFlowService, {
    startDeviceAuthorization: (request) => startDeviceAuthorization(request, deps),

    async getDeviceAuthorization(request) {
      const { userCode, authorization } = await lookUp(request.userCode, request);
      return { deviceAuthorization: toMessage(userCode, authorization) };
    },

    async approveDeviceAuthorization(request) {
      const approval = readApproval(request, clock());
      await decide(request, (current) => approve(current, approval, clock()));
      return {};
    },

    async denyDeviceAuthorization(request) {
      await decide(request, (current) => deny(current, clock()));
      return {};
    },

    async redeemDeviceCodes({ devicePolls }) {
      if (devicePolls.length > mostInBatch) {
        throw new RpcError(
          'INVALID_ARGUMENT',
          `a batch has at most ${mostInBatch} polls, not ${devicePolls.length}`,
        );
      }
      return { outcomes: await Promise.all(devicePolls.map(outcomeOf)) };
    },
  });
}

function readApproval(
  { subject, authTime, acr, scopes }: ApproveDeviceAuthorizationRequest,
  now: Date,
): Approval {
  if (subject === '' || !authTime) throw new RpcError('INVALID_ARGUMENT', 'subject or auth_time is missing');
  if (acr !== '' && !isAcr(acr)) throw new RpcError('INVALID_ARGUMENT', 'acr is not one that is known here');
  return { subject, authTime: timestampDate(authTime), acr, approvedAt: now, scopes };
}
