import type { Device } from '../device/device';
import type { Simulator } from '../simulation/simulator';
import type { DeviceDispatch } from './dispatches-of';

/** Devices at most that are looked at for one answer about many. */
export const devicesLookedAt = 200;

/** The dispatch that starts soonest after the moment, of all these devices. */
export function nextDispatch(devices: readonly Device[], simulator: Simulator): DeviceDispatch | undefined {
  const next = devices.flatMap((device) => {
    const found = simulator.dispatchesOf(device).find(({ startTime }) => startTime > simulator.now);
    return found ? [{ ...found, device }] : [];
  });
  return next.sort((one, other) => one.startTime.getTime() - other.startTime.getTime())[0];
}
