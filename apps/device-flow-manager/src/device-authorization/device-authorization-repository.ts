import { RpcError } from '@latchkey/rpc';
import type { EphemeralStore } from '@latchkey/storage';
import {
  formatDeviceAuthorization,
  parseDeviceAuthorization,
  type DeviceAuthorization,
} from './device-authorization';
import type { Kept, Transition } from './transition';
import { createTurns } from './turns';

/** Both codes of a device authorization, as they are kept. */
export interface StoredCodes {
  /** As it is shown, in capitals and digits. */
  userCode: string;
  deviceCodeHash: string;
}

/** Keeps device authorizations under the hash of their device code, with a way there from their user code. */
export interface DeviceAuthorizationRepository {
  /** Keeps a new device authorization. Returns false, and keeps nothing, when its user code is in use. */
  insert(codes: StoredCodes, authorization: DeviceAuthorization): Promise<boolean>;
  /** The hash of the device code that goes with a user code; undefined when no such code is in use. */
  findDeviceCodeHash(userCode: string): Promise<string | undefined>;
  /** The device authorization as it is now; undefined when there is none. */
  find(deviceCodeHash: string): Promise<DeviceAuthorization | undefined>;
  /**
   * Moves a device authorization: the outcome is kept only if nothing else moved it meanwhile, and is
   * computed anew otherwise. Returns the outcome that was kept; undefined when there is no such device
   * authorization. A transition that changes nothing costs one read.
   *
   * @throws RpcError ABORTED when too many want to move it at once, and whatever the transition throws
   */
  move<Answer>(deviceCodeHash: string, transition: Transition<Answer>): Promise<Kept<Answer> | undefined>;
}

/**
 * How long a device authorization is remembered after its codes have ended. A device that polls late reads
 * `expired_token` instead of `invalid_grant`, an answer that was lost can be repeated, and a user code is
 * not given to another device while somebody may still type it.
 */
const retentionSeconds = 600;

// Within this process callers take turns, so an attempt is lost to other replicas alone.
const maximumAttempts = 32;
const longestQueue = 500;

/** Creates the repository on a store that Redis or PostgreSQL keeps. */
export function createDeviceAuthorizationRepository(
  store: Pick<EphemeralStore, 'putIfAbsent' | 'get' | 'compareAndSet'>,
): DeviceAuthorizationRepository {
  const inTurn = createTurns(longestQueue);

  const read = async <Answer>(key: string, transition: Transition<Answer>) => {
    const stored = await store.get(key);
    if (stored === undefined) return undefined;
    const current = parseDeviceAuthorization(stored);
    const outcome: Kept<Answer> = { ...transition(current), from: current.state };
    return { stored, outcome, isChange: outcome.next !== current };
  };

  const change = async <Answer>(
    key: string,
    transition: Transition<Answer>,
    first: Awaited<ReturnType<typeof read<Answer>>>,
  ) => {
    let seen = first;
    for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
      seen ??= await read(key, transition);
      if (!seen?.isChange) return seen?.outcome;
      const { stored, outcome } = seen;
      if (await store.compareAndSet(key, stored, formatDeviceAuthorization(outcome.next))) return outcome;
      seen = undefined;
    }
    throw new RpcError('ABORTED', 'the device authorization was changed by others again and again');
  };

  return {
    async insert({ userCode, deviceCodeHash }, authorization) {
      const { createdAt, expiresAt } = authorization;
      const ttl = (expiresAt.getTime() - createdAt.getTime()) / 1000 + retentionSeconds;
      const record = { key: deviceKey(deviceCodeHash), value: formatDeviceAuthorization(authorization) };
      return store.putIfAbsent(userCodeKey(userCode), deviceCodeHash, ttl, record);
    },

    async findDeviceCodeHash(userCode) {
      return store.get(userCodeKey(userCode));
    },

    async find(deviceCodeHash) {
      const stored = await store.get(deviceKey(deviceCodeHash));
      return stored === undefined ? undefined : parseDeviceAuthorization(stored);
    },

    async move(deviceCodeHash, transition) {
      const key = deviceKey(deviceCodeHash);
      const seen = await read(key, transition);
      if (!seen?.isChange) return seen?.outcome;
      // Only who has something to change takes a turn, and looks again if others had theirs before.
      return inTurn(key, (waited) => change(key, transition, waited ? undefined : seen));
    },
  };
}

function userCodeKey(userCode: string): string {
  return `user:${userCode}`;
}

function deviceKey(deviceCodeHash: string): string {
  return `device:${deviceCodeHash}`;
}
