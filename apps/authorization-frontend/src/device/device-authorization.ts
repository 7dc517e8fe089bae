import type { DeviceAuthorization, DeviceFlowService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import { PageError } from '../errors/page-error';

/** Finds the device that waits with a code. Undefined when no such code lives. */
export async function findDevice(
  devices: Pick<RpcClient<typeof DeviceFlowService>, 'getDeviceAuthorization'>,
  userCode: string,
): Promise<DeviceAuthorization | undefined> {
  const answer = await unlessGone(devices.getDeviceAuthorization({ userCode }));
  if (answer && !answer.deviceAuthorization) throw new Error('the device-flow manager sent no device');
  return answer?.deviceAuthorization;
}

/**
 * Waits for a call about a device. Undefined when its code lives no more.
 *
 * @throws PageError when somebody decided otherwise before
 */
export async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (cause) {
    if (isStatus(cause, 'NOT_FOUND')) return undefined;
    if (isStatus(cause, 'FAILED_PRECONDITION')) throw new PageError('decided_device', { cause });
    throw cause;
  }
}
