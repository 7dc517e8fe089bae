import type { Device, DeviceStatus } from '../device/device';
import type { DispatchAction, DispatchTrigger } from '../dispatch/dispatch';
import type { HouseClock } from './house-clock';

/** What a device does from some instant on, until it does something else. Instants are milliseconds since 1970. */
export interface Step {
  status: DeviceStatus;
  /** Drawn from the grid; negative when given back to it. */
  powerKw: number;
  /** How fast the level (stored kWh, or °C in the house) rises or falls. */
  levelPerHour: number;
  /** When it ends at the latest. */
  until: number;
  /** Ends it earlier, once the level is there. */
  untilLevel?: number;
  /** Where the level begins, when that is not where it was: another car has come. */
  fromLevel?: number;
  /** Present while the device works for the grid, or for an owner in a hurry. */
  dispatch?: { action: DispatchAction; trigger: DispatchTrigger };
}

/** Says what a device does at an instant and a level, and until when. */
export type Behaviour = (instant: number, level: number) => Step;

/** Makes the behaviour of one device. */
export type CreateBehaviour = (device: Device, clock: HouseClock) => Behaviour;

const minute = 60_000;

/** An hour in milliseconds. */
export const hour = 60 * minute;

/** When charging must begin at the latest to be done in time, to the minute, rather earlier than later. */
export function latestStartFor(energyKwh: number, powerKw: number, readyBy: number): number {
  return Math.floor((readyBy - (energyKwh / powerKw) * hour) / minute) * minute;
}
