import { createHash } from 'node:crypto';
import type { DeviceAuthorization, DeviceFlowService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyRequest } from 'fastify';
import { PageError } from '../errors/page-error';
import type { SignedIn } from '../session/sessions';

/** Who names a code: guesses are counted by address and by session. */
export interface Asker {
  request: FastifyRequest;
  signedIn: SignedIn;
}

/**
 * Finds the device that waits with a code. Undefined when no such code lives.
 *
 * @throws PageError when too many codes were tried
 */
export async function findDevice(
  devices: Pick<RpcClient<typeof DeviceFlowService>, 'getDeviceAuthorization'>,
  userCode: string,
  asker: Asker,
): Promise<DeviceAuthorization | undefined> {
  const answer = await unlessGone(devices.getDeviceAuthorization({ userCode, ...identifyAsker(asker) }));
  if (answer && !answer.deviceAuthorization) throw new Error('the device-flow manager sent no device');
  return answer?.deviceAuthorization;
}

/**
 * Waits for a call about a device. Undefined when its code lives no more.
 *
 * @throws PageError when somebody decided otherwise before, or too many codes were tried
 */
export async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (cause) {
    if (isStatus(cause, 'NOT_FOUND')) return undefined;
    if (isStatus(cause, 'FAILED_PRECONDITION')) throw new PageError('decided_device', { cause });
    if (isStatus(cause, 'RESOURCE_EXHAUSTED')) throw new PageError('too_many_codes', { cause });
    throw cause;
  }
}

/** Who asks, as the device-flow manager counts and records it. */
export function identifyAsker({ request, signedIn }: Asker): { remoteAddress: string; sessionId: string } {
  return { remoteAddress: request.ip, sessionId: sessionIdOf(signedIn) };
}

/** Names a session without giving its secret away, nor the hash under which the directory keeps it. */
function sessionIdOf({ token }: SignedIn): string {
  return createHash('sha256').update(`device flow\0${token}`).digest('base64url');
}
