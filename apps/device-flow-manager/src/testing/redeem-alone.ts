import type { DeviceApproval, DeviceFlowService } from '@latchkey/contracts';
import { oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';

/** One poll in a batch of its own. @throws OAuthError that the device is to read */
export async function redeemAlone(
  deviceFlow: Pick<RpcClient<typeof DeviceFlowService>, 'redeemDeviceCodes'>,
  poll: { deviceCode: string; clientId: string },
): Promise<DeviceApproval> {
  const { outcomes } = await deviceFlow.redeemDeviceCodes({ devicePolls: [poll] });
  const outcome = outcomes[0]?.outcome;
  if (outcome?.case === 'approval') return outcome.value;
  if (outcome?.case === 'error') throw oauthErrorFromMessage(outcome.value);
  throw new Error('the poll got no outcome');
}
