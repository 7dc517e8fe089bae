import type { Device, DeviceKind } from '../device/device';

const kinds = {
  electric_vehicle: {
    maximumPowerKw: 7.4,
    batteryCapacityKwh: 64,
    level: 40,
    preferences: { readyByMinutes: 7.5 * 60, targetPercent: 80 },
  },
  charge_point: { maximumPowerKw: 11, level: 0, preferences: { readyByMinutes: 7 * 60 } },
  home_battery: {
    maximumPowerKw: 5,
    batteryCapacityKwh: 13.5,
    level: 6,
    preferences: { targetPercent: 90 },
  },
  heat_pump: {
    maximumPowerKw: 3,
    level: 20.5,
    preferences: { temperatureBand: { minimumCelsius: 19.5, maximumCelsius: 21.5 } },
  },
  thermostat: {
    maximumPowerKw: 1.5,
    level: 20.5,
    preferences: { temperatureBand: { minimumCelsius: 20, maximumCelsius: 22 } },
  },
} satisfies Record<DeviceKind, Partial<Device>>;

/** A device in a house on UTC, whose level was written down three days before 2030. */
export function testDevice(kind: DeviceKind): Device {
  const moment = new Date('2029-12-29T00:00:00Z');
  return {
    id: `test-${kind}`,
    propertyId: 'test-property',
    kind,
    name: kind,
    batteryCapacityKwh: undefined,
    registeredAt: moment,
    levelAt: moment,
    suspendedAt: undefined,
    boostedUntil: undefined,
    timeZone: 'UTC',
    ...kinds[kind],
  };
}
