import { withTransaction, type Pool } from '@latchkey/storage';
import type { Device } from '../device/device';
import type { DeviceRepository } from '../device/device-repository';
import type { DispatchRepository } from '../dispatch/dispatch-repository';
import { Refusal } from '../graphql/refusal';
import type { Preferences } from '../preference/preferences';
import { changePreferences, type PreferenceChange } from '../preference/change-preferences';
import type { Principal } from '../principal/principal';
import { houseClock } from '../simulation/house-clock';
import { cutAt, dispatchesIn, stateAt, timelineOf, type DeviceState } from '../simulation/timeline';

/** Tells devices how to behave. Every method answers with the device as it is then. */
export interface DeviceControl {
  /**
   * Has a device take all it can for some time, whatever the plan says.
   *
   * @throws Refusal when there is no such device, or nothing is plugged in
   */
  boost(principal: Principal, deviceId: string, minutes: number): Promise<Device>;
  /**
   * Leaves a device to its owner: it has no dispatches until it is resumed.
   *
   * @throws Refusal when there is no such device
   */
  suspend(principal: Principal, deviceId: string): Promise<Device>;
  /**
   * Gives a device back to the plan, and ends a boost.
   *
   * @throws Refusal when there is no such device
   */
  resume(principal: Principal, deviceId: string): Promise<Device>;
  /**
   * Changes what the owner wants of a device; what is left out stays.
   *
   * @throws Refusal when there is no such device, or a preference is not one of its kind or out of bounds
   */
  setPreferences(principal: Principal, deviceId: string, change: PreferenceChange): Promise<Device>;
}

/** What is told to a device. */
type Orders = Partial<Pick<Device, 'suspendedAt' | 'boostedUntil'>> & { preferences?: Preferences };

/** Creates the control of devices. */
export function createDeviceControl(deps: {
  pool: Pool;
  devices: Pick<DeviceRepository, 'lock' | 'updateControl'>;
  dispatches: Pick<DispatchRepository, 'record'>;
  clock: () => Date;
}): DeviceControl {
  const { pool, devices, dispatches, clock } = deps;

  /**
   * What a device did until now follows from how it was told to behave. So, before it is told otherwise, its
   * level and its dispatches until now are written down; from there on all follows from the new orders.
   */
  const order = (
    principal: Principal,
    deviceId: string,
    decide: (device: Device, now: Date, state: DeviceState) => Orders,
  ) =>
    withTransaction(pool, async (client) => {
      const device = await devices.lock(client, principal, deviceId);
      if (!device) throw new Refusal('NOT_FOUND', 'there is no such device');
      // The clock of another replica may be a little ahead; time never runs backwards for a device.
      const now = new Date(Math.max(clock().getTime(), device.levelAt.getTime()));
      const timeline = timelineOf(device, houseClock(device.timeZone), now);
      const state = stateAt(timeline, now);
      const ordered: Device = {
        ...device,
        ...decide(device, now, state),
        level: state.level,
        levelAt: now,
      };
      await dispatches.record(client, device.id, dispatchesIn(cutAt(timeline, now), device), now);
      await devices.updateControl(client, ordered);
      return ordered;
    });

  return {
    boost: (principal, deviceId, minutes) =>
      order(principal, deviceId, (_device, now, { status }) => {
        if (status === 'away' || status === 'available') {
          throw new Refusal(
            'DEVICE_UNAVAILABLE',
            'nothing is plugged in: boost it when the vehicle is at home',
          );
        }
        return { boostedUntil: new Date(now.getTime() + minutes * 60_000) };
      }),
    suspend: (principal, deviceId) =>
      order(principal, deviceId, ({ suspendedAt }, now) => ({ suspendedAt: suspendedAt ?? now })),
    resume: (principal, deviceId) =>
      order(principal, deviceId, () => ({ suspendedAt: undefined, boostedUntil: undefined })),
    setPreferences: (principal, deviceId, change) =>
      order(principal, deviceId, ({ preferences }) => ({
        preferences: changePreferences(preferences, change),
      })),
  };
}
