import type { DayPlan } from './day-plan';
import type { HomeBattery } from './device';
import { simulate, type SimulatedDevice } from './simulated-device';

const batteryCapacityKwh = 13.5;

// Fills at night and feeds the house, and the grid, through the evening peak.
const plan: DayPlan<HomeBattery['status']> = [
  { status: 'idle', fromHour: 0, toHour: 2, powerKw: 0, levelPerHour: 0 },
  { status: 'charging', fromHour: 2, toHour: 5, powerKw: 3, levelPerHour: 3, dispatch: 'charge' },
  { status: 'idle', fromHour: 5, toHour: 17, powerKw: 0, levelPerHour: 0 },
  { status: 'discharging', fromHour: 17, toHour: 20, powerKw: -3, levelPerHour: -3, dispatch: 'discharge' },
  { status: 'idle', fromHour: 20, toHour: 24, powerKw: 0, levelPerHour: 0 },
];

/** A battery that moves energy from the night to the evening. */
export function homeBattery(id: string, offsetMinutes: number): SimulatedDevice {
  return simulate({
    id,
    plan,
    startLevel: 2.7,
    offsetMinutes,
    describe: ({ status, powerKw }, storedKwh): HomeBattery => ({
      kind: 'home_battery',
      id,
      name: 'Home battery',
      status,
      powerKw,
      batteryCapacityKwh,
      stateOfChargePercent: (100 * storedKwh) / batteryCapacityKwh,
    }),
  });
}
