import type { RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import type { RandomBytes } from './codes/random-bytes';
import type { Config } from './config';
import { createDeviceAuthorizationRepository } from './device-authorization/device-authorization-repository';
import { deviceFlowService } from './device-authorization/device-flow-service';

/** What the device-flow manager is built from. */
export interface DeviceFlowManagerDeps {
  config: Pick<
    Config,
    | 'LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS'
    | 'LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS'
    | 'LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS'
  >;
  store: EphemeralStore;
  clock: () => Date;
  randomBytes: RandomBytes;
  newGrantId: () => string;
  logger: Logger;
}

/** Builds the services of the device-flow manager. */
export function buildServices({
  config,
  store,
  clock,
  randomBytes,
  newGrantId,
  logger,
}: DeviceFlowManagerDeps): RpcService[] {
  const authorizations = createDeviceAuthorizationRepository({ store, logger });
  return [
    deviceFlowService({
      authorizations,
      clock,
      randomBytes,
      newGrantId,
      codeLifetimeSeconds: config.LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS,
      pollIntervalSeconds: config.LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS,
      replayWindowSeconds: config.LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS,
    }),
  ];
}
