import type { RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import type { Audit } from './audit';
import type { RandomBytes } from './codes/random-bytes';
import type { Config } from './config';
import { answeringStore } from './device-authorization/answering-store';
import { createDeviceAuthorizationRepository } from './device-authorization/device-authorization-repository';
import { deviceFlowService } from './device-authorization/device-flow-service';
import { createRecentPolls } from './device-authorization/recent-polls';
import { createLookUps } from './guess/look-ups';
import { createMissCounter } from './guess/miss-counter';

/** What the device-flow manager is built from. */
export interface DeviceFlowManagerDeps {
  config: Pick<
    Config,
    | 'LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS'
    | 'LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS'
    | 'LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS'
    | 'LATCHKEY_DEVICE_MISSES_PER_ADDRESS'
    | 'LATCHKEY_DEVICE_MISSES_PER_SESSION'
    | 'LATCHKEY_DEVICE_MISSES_OVER_ALL'
  >;
  store: EphemeralStore;
  clock: () => Date;
  randomBytes: RandomBytes;
  newGrantId: () => string;
  audit: Audit;
  logger: Logger;
}

// How long misses count: as long as a code lives unless it is told otherwise.
const missWindowSeconds = 600;

/** Builds the services of the device-flow manager. */
export function buildServices(deps: DeviceFlowManagerDeps): RpcService[] {
  const { config, clock, randomBytes, newGrantId, audit } = deps;
  const store = answeringStore(deps.store);
  return [
    deviceFlowService({
      authorizations: createDeviceAuthorizationRepository(store),
      lookUps: createLookUps({
        misses: createMissCounter({ store, clock, windowSeconds: missWindowSeconds }),
        store,
        limits: {
          address: config.LATCHKEY_DEVICE_MISSES_PER_ADDRESS,
          session: config.LATCHKEY_DEVICE_MISSES_PER_SESSION,
          overAll: config.LATCHKEY_DEVICE_MISSES_OVER_ALL,
        },
        clock,
        audit,
      }),
      recentPolls: createRecentPolls(),
      logger: deps.logger,
      clock,
      randomBytes,
      newGrantId,
      audit,
      codeLifetimeSeconds: config.LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS,
      pollIntervalSeconds: config.LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS,
      replayWindowSeconds: config.LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS,
    }),
  ];
}
