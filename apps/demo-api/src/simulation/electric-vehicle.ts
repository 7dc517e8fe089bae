import { hour, latestStartFor, type CreateBehaviour, type Step } from './behaviour';
import { variety } from './variety';

const awayHours = 10;
// Power is cheap in the last hours before most people get up.
const cheapHoursBeforeReady = 6;
const reserve = 0.1;

/**
 * A vehicle that drives by day and is at home by night. It charges in the cheap hours so that it is ready in
 * time; earlier when there is too much to charge; at once when smart control is suspended or it is boosted.
 */
export const electricVehicle: CreateBehaviour = (device, clock) => {
  const { id, maximumPowerKw, batteryCapacityKwh = 0, preferences } = device;
  const { readyByMinutes = 0, targetPercent = 100 } = preferences;
  const target = (targetPercent / 100) * batteryCapacityKwh;
  const boostEnd = device.boostedUntil?.getTime() ?? 0;

  const charge = (until: number, untilLevel: number, dispatch?: Step['dispatch']): Step => ({
    status: 'charging',
    powerKw: maximumPowerKw,
    levelPerHour: maximumPowerKw,
    until,
    untilLevel,
    ...(dispatch && { dispatch }),
  });
  const wait = (until: number): Step => ({ status: 'plugged_in', powerKw: 0, levelPerHour: 0, until });

  return (instant, level) => {
    const leftAt = clock.last(readyByMinutes, instant);
    const backAt = leftAt + awayHours * hour;
    if (instant < backAt) {
      const tripKwh = batteryCapacityKwh * (0.15 + 0.1 * variety(id, clock.dayOf(leftAt)));
      const driving = level > reserve * batteryCapacityKwh;
      return {
        status: 'away',
        powerKw: 0,
        levelPerHour: driving ? -tripKwh / awayHours : 0,
        until: backAt,
        ...(driving && { untilLevel: reserve * batteryCapacityKwh }),
      };
    }
    const readyBy = clock.next(readyByMinutes, instant);
    if (instant < boostEnd && level < batteryCapacityKwh) {
      const boost = { action: 'charge', trigger: 'boost' } as const;
      return charge(Math.min(boostEnd, readyBy), batteryCapacityKwh, boost);
    }
    if (level >= target) return wait(readyBy);
    if (device.suspendedAt) return charge(readyBy, target);
    const latestStart = latestStartFor(target - level, maximumPowerKw, readyBy);
    const start = Math.min(readyBy - cheapHoursBeforeReady * hour, latestStart);
    if (instant < start) return wait(start);
    return charge(readyBy, target, { action: 'charge', trigger: 'plan' });
  };
};
