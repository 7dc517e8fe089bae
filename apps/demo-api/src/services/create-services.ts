import type { Pool } from '@latchkey/storage';
import { createAccountRepository } from '../account/account-repository';
import { createAccountSharing } from '../account/account-sharing';
import { createDeviceControl } from '../control/device-control';
import { createDeviceRegistry } from '../device/device-registry';
import { createDeviceRepository } from '../device/device-repository';
import { createDispatchRepository } from '../dispatch/dispatch-repository';
import { createDemoHouseholds } from '../household/demo-households';
import type { Services } from './services';

/** Creates everything that the API can do, on PostgreSQL. */
export function createServices(deps: {
  pool: Pool;
  clock: () => Date;
  newId: () => string;
  /** Whether whoever looks around gets a household. */
  demoHouseholds: boolean;
}): Services {
  const { pool, clock } = deps;
  const devices = createDeviceRepository(pool);
  const dispatches = createDispatchRepository(pool);
  return {
    accounts: createAccountRepository(pool),
    sharing: createAccountSharing({ pool, clock }),
    devices,
    registry: createDeviceRegistry(deps),
    control: createDeviceControl({ pool, devices, dispatches, clock }),
    dispatches,
    households: deps.demoHouseholds ? createDemoHouseholds(deps) : undefined,
  };
}
