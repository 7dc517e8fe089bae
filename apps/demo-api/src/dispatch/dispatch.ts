import type { DeviceKind } from '../device/device';

/** What a device is asked to do for the grid. */
export type DispatchAction = 'charge' | 'discharge' | 'preheat' | 'reduce';

/** What made it do so: the plan of the day, or its owner. */
export type DispatchTrigger = 'plan' | 'boost';

/** A stretch of time in which a device works for the grid, or for an owner in a hurry. */
export interface Dispatch {
  deviceId: string;
  kind: DeviceKind;
  action: DispatchAction;
  trigger: DispatchTrigger;
  startTime: Date;
  endTime: Date;
  /** Energy that the device draws meanwhile; negative when it gives some back. */
  energyKwh: number;
}

/** How far a dispatch is. */
export type DispatchStatus = 'planned' | 'running' | 'completed';

/** How far a dispatch is at a moment. */
export function dispatchStatus({ startTime, endTime }: Dispatch, now: Date): DispatchStatus {
  if (now < startTime) return 'planned';
  return now < endTime ? 'running' : 'completed';
}
