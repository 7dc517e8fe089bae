import type { Device } from '../device/device';
import type { Dispatch } from '../dispatch/dispatch';
import { houseClock, type HouseClock } from './house-clock';
import { dispatchesIn, stateAt, timelineOf, type DeviceState, type Segment } from './timeline';

/** Simulates devices as they are at one moment; made for one request, it simulates each device once. */
export interface Simulator {
  /** The moment. */
  readonly now: Date;
  /** What a device is at the moment. */
  stateOf(device: Device): DeviceState;
  /** Dispatches of a device since its level was last written down, soonest first; a day and a half ahead. */
  dispatchesOf(device: Device): Dispatch[];
}

/** Creates a simulator for a moment. */
export function createSimulator(now: Date): Simulator {
  const clocks = new Map<string, HouseClock>();
  const timelines = new Map<Device, Segment[]>();
  const clockOf = (timeZone: string) => {
    const clock = clocks.get(timeZone) ?? houseClock(timeZone);
    clocks.set(timeZone, clock);
    return clock;
  };
  const timeline = (device: Device) => {
    const found = timelines.get(device) ?? timelineOf(device, clockOf(device.timeZone), now);
    timelines.set(device, found);
    return found;
  };
  return {
    now,
    stateOf: (device) => stateAt(timeline(device), now),
    dispatchesOf: (device) => dispatchesIn(timeline(device), device),
  };
}
