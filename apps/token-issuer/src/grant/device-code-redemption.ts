import type { DeviceApproval, DeviceFlowService, DevicePollOutcome } from '@latchkey/contracts';
import { RpcError, coalesce, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

/** A device's poll, by the client that was authenticated. */
export interface DeviceCodePoll {
  deviceCode: string;
  clientId: string;
}

/** Asks what the user decided. @throws OAuthError that the device is to read, or RpcError */
export type RedeemDeviceCode = (poll: DeviceCodePoll) => Promise<DeviceApproval>;

const maximumBatchSize = 100;

/**
 * Coalesces polls: what arrives in one turn of the event loop asks the device-flow manager in one call, and each
 * device gets its own outcome (RFC 8628 §3.5).
 */
export function createDeviceCodeRedemption({
  deviceFlow,
  logger,
}: {
  deviceFlow: Pick<RpcClient<typeof DeviceFlowService>, 'redeemDeviceCodes'>;
  logger: Logger;
}): RedeemDeviceCode {
  return coalesce<DeviceCodePoll, DeviceApproval>({
    maximum: maximumBatchSize,
    send: async (polls) => {
      const { outcomes } = await deviceFlow.redeemDeviceCodes({ devicePolls: [...polls] });
      return outcomes.map(resultOf);
    },
    onShared: (requestIds) => logger.debug({ requestIds }, 'polls of devices coalesced'),
  });
}

function resultOf({ outcome }: DevicePollOutcome): DeviceApproval | Error {
  if (outcome.case === 'approval') return outcome.value;
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the device-flow manager gave no outcome for a poll');
}
