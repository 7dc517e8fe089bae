import type { DeviceKind } from './device';

/** What is told of a device when it is added; what is left out is as usual for its kind. */
export interface DeviceDetails {
  /** Name, for people. */
  name: string;
  maximumPowerKw?: number | null;
  batteryCapacityKwh?: number | null;
}

/** A device as the columns of its table: how it begins. */
export interface NewDevice {
  id: string;
  kind: DeviceKind;
  name: string;
  maximum_power_kw: number;
  battery_capacity_kwh: number | null;
  registered_at: Date;
  level: number;
  ready_by: string | null;
  target_percent: number | null;
  minimum_celsius: number | null;
  maximum_celsius: number | null;
}

const none = { battery_capacity_kwh: null, ready_by: null, target_percent: null };
const noBand = { minimum_celsius: null, maximum_celsius: null };

const usual = {
  electric_vehicle: {
    ...noBand,
    maximum_power_kw: 7.4,
    battery_capacity_kwh: 64,
    ready_by: '07:30',
    target_percent: 80,
  },
  charge_point: { ...none, ...noBand, maximum_power_kw: 11, ready_by: '07:00' },
  home_battery: {
    ...none,
    ...noBand,
    maximum_power_kw: 5,
    battery_capacity_kwh: 13.5,
    target_percent: 90,
  },
  heat_pump: { ...none, maximum_power_kw: 3, minimum_celsius: 19.5, maximum_celsius: 21.5 },
  thermostat: { ...none, maximum_power_kw: 1.5, minimum_celsius: 20, maximum_celsius: 22 },
} satisfies Record<DeviceKind, Omit<NewDevice, 'id' | 'kind' | 'name' | 'registered_at' | 'level'>>;

/** Makes a device of a kind. A battery begins half full, a house at the temperature of comfort. */
export function newDevice(
  kind: DeviceKind,
  { name, maximumPowerKw, batteryCapacityKwh }: DeviceDetails,
  { id, now }: { id: string; now: Date },
): NewDevice {
  const defaults: Omit<NewDevice, 'id' | 'kind' | 'name' | 'registered_at' | 'level'> = usual[kind];
  // A capacity means nothing to a device without a battery of its own.
  const capacity = defaults.battery_capacity_kwh && (batteryCapacityKwh ?? defaults.battery_capacity_kwh);
  const { minimum_celsius: minimum, maximum_celsius: maximum } = defaults;
  return {
    ...defaults,
    id,
    kind,
    name,
    maximum_power_kw: maximumPowerKw ?? defaults.maximum_power_kw,
    battery_capacity_kwh: capacity,
    registered_at: now,
    level: minimum !== null && maximum !== null ? (minimum + maximum) / 2 : (capacity ?? 0) / 2,
  };
}

/**
 * SQL that stores devices given as JSON. All three are pieces of SQL.
 *
 * @param devices parameter that holds an array of {@link NewDevice}
 * @param from where the property comes from
 */
export function insertDevices({
  devices,
  propertyId,
  from,
}: {
  devices: string;
  propertyId: string;
  from: string;
}): string {
  return `
    INSERT INTO devices (id, property_id, kind, name, maximum_power_kw, battery_capacity_kwh, registered_at,
                         level, level_at, ready_by, target_percent, minimum_celsius, maximum_celsius)
    SELECT d.id, ${propertyId}, d.kind, d.name, d.maximum_power_kw, d.battery_capacity_kwh, d.registered_at,
           d.level, d.registered_at, d.ready_by, d.target_percent, d.minimum_celsius, d.maximum_celsius
      FROM ${from}, jsonb_to_recordset(${devices}) AS d (
        id uuid, kind text, name text, maximum_power_kw float8, battery_capacity_kwh float8,
        registered_at timestamptz, level float8, ready_by time, target_percent int,
        minimum_celsius float8, maximum_celsius float8
      )`;
}
