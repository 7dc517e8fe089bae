import { activeWindow, type Window } from './window';
import type { CreateBehaviour, Step } from './behaviour';
import { variety } from './variety';

const reserve = 0.15;

/** The grid has power to spare at night and asks for some back in the evening. */
const planned: Window[] = [
  { name: 'charge', fromMinutes: 2 * 60, toMinutes: 6 * 60 },
  { name: 'discharge', fromMinutes: 17 * 60, toMinutes: 20 * 60 },
];
/** Left alone, it keeps the sun of midday for the evening. */
const selfish: Window[] = [
  { name: 'charge', fromMinutes: 10 * 60, toMinutes: 15 * 60 },
  { name: 'discharge', fromMinutes: 18 * 60, toMinutes: 23 * 60 },
];

/** A battery in the house that moves energy from the night to the evening peak. */
export const homeBattery: CreateBehaviour = (device, clock) => {
  const { id, maximumPowerKw, batteryCapacityKwh = 0, preferences } = device;
  const { targetPercent = 100 } = preferences;
  const boostEnd = device.boostedUntil?.getTime() ?? 0;
  const suspended = device.suspendedAt !== undefined;
  // So that batteries do not all switch in the same second.
  const shiftMinutes = Math.floor(30 * variety(id));
  const floor = reserve * batteryCapacityKwh;
  const ceiling = suspended ? batteryCapacityKwh : (targetPercent / 100) * batteryCapacityKwh;
  const powerKw = (suspended ? 0.25 : 0.7) * maximumPowerKw;

  const move = (
    status: 'charging' | 'discharging',
    power: number,
    until: number,
    untilLevel: number,
  ): Step => ({
    status,
    powerKw: power,
    levelPerHour: power,
    until,
    untilLevel,
  });

  return (instant, level) => {
    if (instant < boostEnd && level < batteryCapacityKwh) {
      const step = move('charging', maximumPowerKw, boostEnd, batteryCapacityKwh);
      return { ...step, dispatch: { action: 'charge', trigger: 'boost' } };
    }
    const { name, until } = activeWindow(suspended ? selfish : planned, shiftMinutes, clock, instant);
    const trigger = 'plan';
    if (name === 'charge' && level < ceiling) {
      const step = move('charging', powerKw, until, ceiling);
      return suspended ? step : { ...step, dispatch: { action: 'charge', trigger } };
    }
    if (name === 'discharge' && level > floor) {
      const step = move('discharging', -powerKw, until, floor);
      return suspended ? step : { ...step, dispatch: { action: 'discharge', trigger } };
    }
    return { status: 'idle', powerKw: 0, levelPerHour: 0, until };
  };
};
