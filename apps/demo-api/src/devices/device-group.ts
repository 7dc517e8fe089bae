import type { Device, DeviceKind } from './device';

/** All devices of one kind in many homes, without telling one home from another. */
export interface DeviceGroup {
  kind: DeviceKind;
  deviceCount: number;
  /** Together; drawn from the grid, negative when given back to it. */
  powerKw: number;
  /** Together; for kinds with a battery. */
  batteryCapacityKwh?: number;
  /** Of their batteries taken as one. */
  stateOfChargePercent?: number;
  /** On average; for kinds that heat. */
  indoorTemperatureCelsius?: number;
}

/** Adds devices up by kind, in the order in which the kinds first appear. */
export function groupByKind(devices: readonly Device[]): DeviceGroup[] {
  const kinds = [...new Set(devices.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const members = devices.filter((device) => device.kind === kind);
    const group = { kind, deviceCount: members.length, powerKw: sum(members.map(({ powerKw }) => powerKw)) };
    const batteries = members.filter((device) => 'batteryCapacityKwh' in device);
    const heaters = members.filter((device) => 'indoorTemperatureCelsius' in device);
    const batteryCapacityKwh = sum(batteries.map((battery) => battery.batteryCapacityKwh));
    const stored = sum(batteries.map((battery) => battery.stateOfChargePercent * battery.batteryCapacityKwh));
    return {
      ...group,
      ...(batteries.length > 0 && {
        batteryCapacityKwh,
        stateOfChargePercent: stored / batteryCapacityKwh,
      }),
      ...(heaters.length > 0 && {
        indoorTemperatureCelsius:
          sum(heaters.map((heater) => heater.indoorTemperatureCelsius)) / heaters.length,
      }),
    };
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
