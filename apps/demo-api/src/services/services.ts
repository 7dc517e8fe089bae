import type { AccountRepository } from '../account/account-repository';
import type { AccountSharing } from '../account/account-sharing';
import type { DeviceControl } from '../control/device-control';
import type { DeviceRegistry } from '../device/device-registry';
import type { DeviceRepository } from '../device/device-repository';
import type { DispatchRepository } from '../dispatch/dispatch-repository';
import type { DemoHouseholds } from '../household/demo-households';

/** What the API can do, whichever way it is asked. */
export interface Services {
  accounts: AccountRepository;
  sharing: AccountSharing;
  devices: DeviceRepository;
  registry: DeviceRegistry;
  control: DeviceControl;
  dispatches: DispatchRepository;
  /** Absent where nobody gets a household for looking around. */
  households?: DemoHouseholds | undefined;
}
