import type { DayPlan } from './day-plan';
import type { HeatPump } from './device';
import { simulate, type SimulatedDevice } from './simulated-device';

// Warms the house a little before the evening peak, so that it can do with less during it.
const plan: DayPlan<HeatPump['status']> = [
  { status: 'heating', fromHour: 0, toHour: 14, powerKw: 1.2, levelPerHour: 0 },
  { status: 'preheating', fromHour: 14, toHour: 17, powerKw: 2.4, levelPerHour: 0.5, dispatch: 'preheat' },
  { status: 'reduced', fromHour: 17, toHour: 20, powerKw: 0.4, levelPerHour: -0.5, dispatch: 'reduce' },
  { status: 'heating', fromHour: 20, toHour: 24, powerKw: 1.2, levelPerHour: 0 },
];

/** A heat pump that keeps a house between 20 and 21.5 °C. */
export function heatPump(id: string, offsetMinutes: number): SimulatedDevice {
  return simulate({
    id,
    plan,
    startLevel: 20,
    offsetMinutes,
    describe: ({ status, powerKw }, indoorTemperatureCelsius): HeatPump => ({
      kind: 'heat_pump',
      id,
      name: 'Heat pump',
      status,
      powerKw,
      indoorTemperatureCelsius,
    }),
  });
}
