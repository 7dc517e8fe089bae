import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  StartDeviceAuthorizationRequest,
  StartDeviceAuthorizationResponseSchema,
} from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { deviceCodeHash, newDeviceCode } from '../codes/device-code';
import type { RandomBytes } from '../codes/random-bytes';
import { newUserCode } from '../codes/user-code';
import type { DeviceAuthorization } from './device-authorization';
import type { DeviceAuthorizationRepository } from './device-authorization-repository';

/** What starting a device authorization needs. */
export interface StartDeps {
  authorizations: Pick<DeviceAuthorizationRepository, 'insert'>;
  clock: () => Date;
  randomBytes: RandomBytes;
  newGrantId: () => string;
  /** How long both codes live. */
  codeLifetimeSeconds: number;
  /** Least time between two polls, to begin with. */
  pollIntervalSeconds: number;
}

// Of 2^40 user codes few are in use at once: a second try is rare, a fifth means that something is broken.
const maximumTries = 5;

// Headers are whatever a device cares to send; people read the beginning.
const longestUserAgent = 256;
const longestAddress = 64;

/**
 * Starts a pending device authorization with a device code and a user code that no other one has
 * (RFC 8628 §3.2).
 *
 * @throws RpcError INVALID_ARGUMENT without a client, RESOURCE_EXHAUSTED when no free user code was found
 */
export async function startDeviceAuthorization(
  request: StartDeviceAuthorizationRequest,
  deps: StartDeps,
): Promise<MessageInitShape<typeof StartDeviceAuthorizationResponseSchema>> {
  const { authorizations, randomBytes, codeLifetimeSeconds, pollIntervalSeconds } = deps;
  if (request.clientId === '') throw new RpcError('INVALID_ARGUMENT', 'client_id is missing');
  const deviceCode = newDeviceCode(randomBytes);
  const hash = deviceCodeHash(deviceCode);
  if (hash === undefined) throw new Error('a new device code is malformed');
  const authorization = pending(request, deps);
  for (let tries = 0; tries < maximumTries; tries += 1) {
    const userCode = newUserCode(randomBytes);
    if (await authorizations.insert({ userCode, deviceCodeHash: hash }, authorization)) {
      return {
        deviceCode,
        userCode,
        expiresInSeconds: codeLifetimeSeconds,
        intervalSeconds: pollIntervalSeconds,
      };
    }
  }
  throw new RpcError('RESOURCE_EXHAUSTED', 'no free user code was found');
}

function pending(
  { clientId, clientName, scopes, resources, remoteAddress, userAgent }: StartDeviceAuthorizationRequest,
  { clock, newGrantId, codeLifetimeSeconds, pollIntervalSeconds }: StartDeps,
): DeviceAuthorization {
  const createdAt = clock();
  return {
    state: 'pending',
    grantId: newGrantId(),
    clientId,
    clientName,
    scopes: [...new Set(scopes)],
    resources: [...new Set(resources)],
    remoteAddress: remoteAddress.slice(0, longestAddress),
    userAgent: userAgent.slice(0, longestUserAgent),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + codeLifetimeSeconds * 1000),
    intervalSeconds: pollIntervalSeconds,
  };
}
