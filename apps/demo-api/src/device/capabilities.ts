import type { DeviceKind } from './device';

/** What a device can be asked for. */
export type Capability =
  | 'charge'
  | 'discharge'
  | 'preheat'
  | 'reduce'
  | 'boost'
  | 'suspend'
  | 'ready_by'
  | 'target_percent'
  | 'temperature_band';

const everyKind: Capability[] = ['boost', 'suspend'];

/** What devices of each kind can be asked for. */
export const capabilities = {
  electric_vehicle: ['charge', ...everyKind, 'ready_by', 'target_percent'],
  charge_point: ['charge', ...everyKind, 'ready_by'],
  home_battery: ['charge', 'discharge', ...everyKind, 'target_percent'],
  heat_pump: ['preheat', 'reduce', ...everyKind, 'temperature_band'],
  thermostat: ['preheat', 'reduce', ...everyKind, 'temperature_band'],
} satisfies Record<DeviceKind, Capability[]>;
