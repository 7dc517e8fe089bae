import { isLive, type LiveDeviceAuthorization } from './device-authorization';
import type { DeviceAuthorizationRepository } from './device-authorization-repository';

/** What somebody finds who names a user code. */
export interface FoundDevice {
  /** As it is shown on the device. */
  userCode: string;
  deviceCodeHash: string;
  authorization: LiveDeviceAuthorization;
}

// A hash that no device code has: 32 bytes of base64url have 43 characters.
const nobody = 'nobody';

/**
 * Finds the device behind a user code, if its codes are still good. It asks the store for as much when there
 * is none, so that the time it takes tells nobody whether a code exists.
 */
export async function findLive(
  authorizations: Pick<DeviceAuthorizationRepository, 'findDeviceCodeHash' | 'find'>,
  userCode: string,
  now: Date,
): Promise<FoundDevice | undefined> {
  const deviceCodeHash = await authorizations.findDeviceCodeHash(userCode);
  const authorization = await authorizations.find(deviceCodeHash ?? nobody);
  if (!deviceCodeHash || !authorization || !isLive(authorization, now)) return undefined;
  return { userCode, deviceCodeHash, authorization };
}
