import type { DayPlan } from './day-plan';
import type { ElectricVehicle } from './device';
import { simulate, type SimulatedDevice } from './simulated-device';

const batteryCapacityKwh = 64;

// Charges in the small hours, when wind power is plenty, and drives by day.
const plan: DayPlan<ElectricVehicle['status']> = [
  { status: 'plugged_in', fromHour: 0, toHour: 1, powerKw: 0, levelPerHour: 0 },
  { status: 'charging', fromHour: 1, toHour: 5, powerKw: 7, levelPerHour: 7, dispatch: 'charge' },
  { status: 'plugged_in', fromHour: 5, toHour: 8, powerKw: 0, levelPerHour: 0 },
  { status: 'away', fromHour: 8, toHour: 18, powerKw: 0, levelPerHour: -2.8 },
  { status: 'plugged_in', fromHour: 18, toHour: 24, powerKw: 0, levelPerHour: 0 },
];

/** An electric vehicle that leaves in the morning and comes home in the evening. */
export function electricVehicle(id: string, offsetMinutes: number): SimulatedDevice {
  return simulate({
    id,
    plan,
    startLevel: 28,
    offsetMinutes,
    describe: ({ status, powerKw }, storedKwh): ElectricVehicle => ({
      kind: 'electric_vehicle',
      id,
      name: 'Electric vehicle',
      status,
      powerKw,
      batteryCapacityKwh,
      stateOfChargePercent: (100 * storedKwh) / batteryCapacityKwh,
    }),
  });
}
