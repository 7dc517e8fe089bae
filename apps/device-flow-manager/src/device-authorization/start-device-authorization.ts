import type { MessageInitShape } from '@bufbuild/protobuf';
import type {
  StartDeviceAuthorizationRequest,
  StartDeviceAuthorizationResponseSchema,
} from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { deviceCodeHash, newDeviceCode } from '../codes/device-code';
import type { RandomBytes } from '../codes/random-bytes';
import type { Audit } from '../audit';
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
  audit: Audit;
}

/** Longest life of both codes, whoever asks for more. */
export const longestLifetimeSeconds = 3_600;

/** Longest time between two polls to begin with, whoever asks for more. */
export const longestIntervalSeconds = 60;

// Of 2^40 user codes few are in use at once: a second try is rare, a fifth means that something is broken.
const maximumTries = 5;

// Headers are whatever a device cares to send; people read the beginning.
const longestUserAgent = 256;
const longestAddress = 64;
const longestRegion = 64;

/**
 * Starts a pending device authorization with a device code and a user code that no other one has
 * (RFC 8628 §3.2).
 *
 * @throws RpcError INVALID_ARGUMENT without a client, or with a lifetime or interval out of bounds;
 *   RESOURCE_EXHAUSTED when no free user code was found
 */
export async function startDeviceAuthorization(
  request: StartDeviceAuthorizationRequest,
  deps: StartDeps,
): Promise<MessageInitShape<typeof StartDeviceAuthorizationResponseSchema>> {
  const { authorizations, randomBytes, audit } = deps;
  if (request.clientId === '') throw new RpcError('INVALID_ARGUMENT', 'client_id is missing');
  const expiresInSeconds =
    bounded('lifetime_seconds', request.lifetimeSeconds, longestLifetimeSeconds) || deps.codeLifetimeSeconds;
  const intervalSeconds =
    bounded('interval_seconds', request.intervalSeconds, longestIntervalSeconds) || deps.pollIntervalSeconds;
  const deviceCode = newDeviceCode(randomBytes);
  const hash = deviceCodeHash(deviceCode);
  if (hash === undefined) throw new Error('a new device code is malformed');
  const authorization = pending(request, deps, { expiresInSeconds, intervalSeconds });
  for (let tries = 0; tries < maximumTries; tries += 1) {
    const userCode = newUserCode(randomBytes);
    if (await authorizations.insert({ userCode, deviceCodeHash: hash }, authorization)) {
      const { grantId, clientId, remoteAddress } = authorization;
      audit({ type: 'device.started', grantId, clientId, remoteAddress });
      return { deviceCode, userCode, expiresInSeconds, intervalSeconds };
    }
  }
  throw new RpcError('RESOURCE_EXHAUSTED', 'no free user code was found');
}

/** Takes 0 for the server's own. */
function bounded(name: string, seconds: number, longest: number): number {
  if (seconds >= 0 && seconds <= longest) return seconds;
  throw new RpcError('INVALID_ARGUMENT', `${name} must be 0 to ${longest}`);
}

function pending(
  request: StartDeviceAuthorizationRequest,
  { clock, newGrantId }: StartDeps,
  { expiresInSeconds, intervalSeconds }: { expiresInSeconds: number; intervalSeconds: number },
): DeviceAuthorization {
  const createdAt = clock();
  const { clientId, clientName, userCodeMustBeTyped } = request;
  return {
    state: 'pending',
    grantId: newGrantId(),
    clientId,
    clientName,
    scopes: [...new Set(request.scopes)],
    resources: [...new Set(request.resources)],
    remoteAddress: request.remoteAddress.slice(0, longestAddress),
    region: request.region.slice(0, longestRegion),
    userAgent: request.userAgent.slice(0, longestUserAgent),
    userCodeMustBeTyped,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + expiresInSeconds * 1000),
    intervalSeconds,
  };
}
