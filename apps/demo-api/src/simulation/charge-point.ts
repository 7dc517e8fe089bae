import { hour, latestStartFor, type CreateBehaviour, type Step } from './behaviour';
import { variety } from './variety';

const goneHours = 11;
const cheapHoursBeforeReady = 5;

/**
 * A charge point that serves a car which does not speak for itself. Its level is what the car has got in this
 * visit; what the car takes differs from night to night.
 */
export const chargePoint: CreateBehaviour = (device, clock) => {
  const { id, maximumPowerKw, preferences } = device;
  const { readyByMinutes = 0 } = preferences;
  const boostEnd = device.boostedUntil?.getTime() ?? 0;

  return (instant, level) => {
    const leftAt = clock.last(readyByMinutes, instant);
    const backAt = leftAt + goneHours * hour;
    if (instant < backAt) {
      return { status: 'available', powerKw: 0, levelPerHour: 0, until: backAt, fromLevel: 0 };
    }
    const readyBy = clock.next(readyByMinutes, instant);
    const wantedKwh = 8 + 8 * variety(id, clock.dayOf(leftAt));
    const charge = (until: number, dispatch?: Step['dispatch']): Step => ({
      status: 'charging',
      powerKw: maximumPowerKw,
      levelPerHour: maximumPowerKw,
      until,
      untilLevel: wantedKwh,
      ...(dispatch && { dispatch }),
    });
    const wait = (until: number): Step => ({ status: 'plugged_in', powerKw: 0, levelPerHour: 0, until });

    if (level >= wantedKwh) return wait(readyBy);
    if (instant < boostEnd) {
      return charge(Math.min(boostEnd, readyBy), { action: 'charge', trigger: 'boost' });
    }
    if (device.suspendedAt) return charge(readyBy);
    const latestStart = latestStartFor(wantedKwh - level, maximumPowerKw, readyBy);
    const start = Math.min(readyBy - cheapHoursBeforeReady * hour, latestStart);
    if (instant < start) return wait(start);
    return charge(readyBy, { action: 'charge', trigger: 'plan' });
  };
};
