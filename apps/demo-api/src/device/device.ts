import type { Preferences } from '../preference/preferences';

/** Kinds of devices. */
export const deviceKinds = [
  'electric_vehicle',
  'charge_point',
  'home_battery',
  'heat_pump',
  'thermostat',
] as const;

/** Which kind of device. */
export type DeviceKind = (typeof deviceKinds)[number];

/** What a device does at a moment. */
export type DeviceStatus =
  | 'away'
  | 'plugged_in'
  | 'available'
  | 'charging'
  | 'discharging'
  | 'idle'
  | 'heating'
  | 'preheating'
  | 'reduced'
  | 'resting';

/** A device as it is stored: what its state at any later moment follows from. */
export interface Device {
  id: string;
  propertyId: string;
  kind: DeviceKind;
  /** Name, for people. */
  name: string;
  /** Most that it draws, or gives back. */
  maximumPowerKw: number;
  /** For kinds with a battery of their own. */
  batteryCapacityKwh: number | undefined;
  registeredAt: Date;
  /** Stored energy in kWh, or the temperature in the house in °C, as it was at `levelAt`. */
  level: number;
  levelAt: Date;
  /** Since when its owner, and not the plan, decides what it does. */
  suspendedAt: Date | undefined;
  /** Until when it takes all it can, whatever the plan says. */
  boostedUntil: Date | undefined;
  preferences: Preferences;
  /** IANA name of the time zone of the house. */
  timeZone: string;
}
