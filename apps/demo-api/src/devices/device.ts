/** What a device does at a moment. Powers are drawn from the grid; negative ones are given back to it. */
export type Device = ElectricVehicle | HomeBattery | HeatPump;

/** Which kind of device. */
export type DeviceKind = Device['kind'];

interface DeviceFields {
  id: string;
  /** Name, for people. */
  name: string;
  powerKw: number;
}

/** A car with a plug at home. */
export interface ElectricVehicle extends DeviceFields {
  kind: 'electric_vehicle';
  status: 'charging' | 'plugged_in' | 'away';
  batteryCapacityKwh: number;
  stateOfChargePercent: number;
}

/** A battery in the house. */
export interface HomeBattery extends DeviceFields {
  kind: 'home_battery';
  status: 'charging' | 'discharging' | 'idle';
  batteryCapacityKwh: number;
  stateOfChargePercent: number;
}

/** An electric heat pump; the house itself stores its heat. */
export interface HeatPump extends DeviceFields {
  kind: 'heat_pump';
  status: 'heating' | 'preheating' | 'reduced';
  indoorTemperatureCelsius: number;
}

/** What a device is asked to do for the grid. */
export type DispatchAction = 'charge' | 'discharge' | 'preheat' | 'reduce';

/** A planned dispatch of one device. */
export interface Dispatch {
  deviceId: string;
  kind: DeviceKind;
  action: DispatchAction;
  startTime: Date;
  endTime: Date;
  /** Energy that the device draws meanwhile; negative when it gives some back. */
  energyKwh: number;
}
