import type { Device, DeviceKind } from '../device/device';
import type { DeviceState } from '../simulation/timeline';

/** A device, and what it is at the moment. */
export interface ObservedDevice {
  device: Device;
  state: DeviceState;
}

/** All devices of one kind in many homes, without telling one home from another. */
export interface DeviceGroup {
  kind: DeviceKind;
  deviceCount: number;
  /** Together; drawn from the grid, negative when given back to it. */
  powerKw: number;
  /** Together; for kinds with a battery of their own. */
  batteryCapacityKwh?: number;
  /** Of their batteries taken as one. */
  stateOfChargePercent?: number;
  /** On average; for kinds that heat. */
  indoorTemperatureCelsius?: number;
}

/** Adds devices up by kind, in the order in which the kinds first appear. */
export function groupByKind(observed: readonly ObservedDevice[]): DeviceGroup[] {
  const kinds = [...new Set(observed.map(({ device }) => device.kind))];
  return kinds.map((kind) => {
    const members = observed.filter(({ device }) => device.kind === kind);
    const deviceCount = members.length;
    const levels = sum(members.map(({ state }) => state.level));
    const capacity = sum(members.map(({ device }) => device.batteryCapacityKwh ?? 0));
    const heats = members.every(({ device }) => device.preferences.temperatureBand);
    return {
      kind,
      deviceCount,
      powerKw: sum(members.map(({ state }) => state.powerKw)),
      ...(capacity > 0 && { batteryCapacityKwh: capacity, stateOfChargePercent: (100 * levels) / capacity }),
      ...(heats && { indoorTemperatureCelsius: levels / deviceCount }),
    };
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
