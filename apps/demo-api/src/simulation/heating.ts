import { hour, type CreateBehaviour, type Step } from './behaviour';
import { variety } from './variety';
import { activeWindow, type Window } from './window';

/** The house is warmed before the evening peak, so that it can do with less during it. */
const planned: Window[] = [
  { name: 'preheat', fromMinutes: 14 * 60, toMinutes: 17 * 60 },
  { name: 'reduce', fromMinutes: 17 * 60, toMinutes: 20 * 60 },
];

/** How a kind of heating warms a house: shares of its greatest power, and °C an hour. */
interface Heating {
  heatingShare: number;
  restingShare: number;
  warmsPerHour: number;
  coolsPerHour: number;
}

/** What heats a house, within the band that its owner allows. The level is the temperature in the house. */
function heating({ heatingShare, restingShare, warmsPerHour, coolsPerHour }: Heating): CreateBehaviour {
  return (device, clock) => {
    const { id, maximumPowerKw, preferences } = device;
    const { minimumCelsius, maximumCelsius } = preferences.temperatureBand ?? {
      minimumCelsius: 19,
      maximumCelsius: 22,
    };
    const comfort = (minimumCelsius + maximumCelsius) / 2;
    // The house drifts this far around the temperature of comfort: never out of a narrow band.
    const drift = Math.min(0.2, (maximumCelsius - minimumCelsius) / 4);
    const boostEnd = device.boostedUntil?.getTime() ?? 0;
    const shiftMinutes = Math.floor(30 * variety(id));

    const warm = (share: number, until: number, untilLevel: number): Step => ({
      status: 'heating',
      powerKw: share * maximumPowerKw,
      levelPerHour: warmsPerHour * (share / heatingShare),
      until,
      untilLevel,
    });
    const cool = (until: number, untilLevel: number): Step => ({
      status: 'resting',
      powerKw: restingShare * maximumPowerKw,
      levelPerHour: -coolsPerHour,
      until,
      untilLevel,
    });
    /** Keeps a temperature, without drift. */
    const hold = (until: number): Step => ({
      status: 'heating',
      powerKw: (heatingShare / 2) * maximumPowerKw,
      levelPerHour: 0,
      until,
    });
    /** Heats for two hours and rests as long, around the temperature of comfort. */
    const idle = (until: number, instant: number, level: number): Step => {
      const slot = Math.floor(instant / (2 * hour));
      const slotEnd = Math.min(until, (slot + 1) * 2 * hour);
      if (slot % 2 === 0) {
        return level < comfort + drift ? warm(heatingShare, slotEnd, comfort + drift) : hold(slotEnd);
      }
      return level > comfort - drift ? cool(slotEnd, comfort - drift) : hold(slotEnd);
    };

    return (instant, level) => {
      if (instant < boostEnd && level < maximumCelsius) {
        return { ...warm(1, boostEnd, maximumCelsius), dispatch: { action: 'preheat', trigger: 'boost' } };
      }
      const { name, until } = activeWindow(planned, shiftMinutes, clock, instant);
      if (device.suspendedAt || name === undefined) return idle(until, instant, level);
      if (name === 'preheat') {
        if (level >= maximumCelsius) return hold(until);
        const step = warm((1 + heatingShare) / 2, until, maximumCelsius);
        return { ...step, status: 'preheating', dispatch: { action: 'preheat', trigger: 'plan' } };
      }
      if (level <= minimumCelsius) return hold(until);
      return {
        ...cool(until, minimumCelsius),
        status: 'reduced',
        dispatch: { action: 'reduce', trigger: 'plan' },
      };
    };
  };
}

/** A heat pump: slow, and sparing with power. */
export const heatPump = heating({
  heatingShare: 0.5,
  restingShare: 0.15,
  warmsPerHour: 0.3,
  coolsPerHour: 0.3,
});

/** Electric heating behind a thermostat: quick, and off when it rests. */
export const thermostat = heating({
  heatingShare: 0.6,
  restingShare: 0,
  warmsPerHour: 0.6,
  coolsPerHour: 0.4,
});
