import type { Device, Dispatch } from './device';

/** Whose devices: those of one resident, or all that are shared with a client acting for itself. */
export type Account = { owner: 'resident'; subject: string } | { owner: 'shared'; clientId: string };

/** Where the devices of accounts are found. */
export interface DeviceRepository {
  /** The devices of an account as they are at a moment. */
  listDevices(account: Account, moment: Date): Promise<Device[]>;
  /** The dispatch of an account that starts soonest after a moment. */
  findNextDispatch(account: Account, moment: Date): Promise<Dispatch | undefined>;
}
