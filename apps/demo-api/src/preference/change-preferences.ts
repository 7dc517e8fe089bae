import { Refusal } from '../graphql/refusal';
import { isGiven } from '../schema/arguments';
import type { Preferences, TemperatureBand } from './preferences';

/** New preferences; what is left out, or null, stays as it is. */
export interface PreferenceChange {
  readyByMinutes?: number | null;
  targetPercent?: number | null;
  temperatureBand?: TemperatureBand | null;
}

const targets = { least: 20, most: 100 };
const celsius = { least: 5, most: 30, narrowest: 1 };

/**
 * Applies a change to the preferences of a device, which has those that mean something to its kind.
 *
 * @throws Refusal when the device has no such preference, or the wish is out of bounds
 */
export function changePreferences(preferences: Preferences, change: PreferenceChange): Preferences {
  const { readyByMinutes, targetPercent, temperatureBand } = change;
  const wished: Preferences = {
    ...(isGiven(readyByMinutes) && { readyByMinutes }),
    ...(isGiven(targetPercent) && { targetPercent: checkTarget(targetPercent) }),
    ...(temperatureBand && { temperatureBand: checkBand(temperatureBand) }),
  };
  const unknown = Object.keys(wished).find((name) => !(name in preferences));
  if (unknown) {
    const has = Object.keys(preferences).map(publicName).join(' and ');
    throw badInput(`this device has no preference ${publicName(unknown)}: it has ${has}`);
  }
  return { ...preferences, ...wished };
}

function checkTarget(percent: number): number {
  if (percent < targets.least || percent > targets.most) {
    throw badInput(`targetPercent must be from ${targets.least} to ${targets.most}`);
  }
  return percent;
}

function checkBand({ minimumCelsius, maximumCelsius }: TemperatureBand): TemperatureBand {
  const within = minimumCelsius >= celsius.least && maximumCelsius <= celsius.most;
  if (!within || maximumCelsius - minimumCelsius < celsius.narrowest) {
    throw badInput(
      `temperatureBand must lie between ${celsius.least} and ${celsius.most} and be ${celsius.narrowest} wide at least`,
    );
  }
  return { minimumCelsius, maximumCelsius };
}

/** Names a preference as the schema does. */
function publicName(name: string): string {
  return name === 'readyByMinutes' ? 'readyBy' : name;
}

function badInput(message: string): Refusal {
  return new Refusal('BAD_USER_INPUT', message);
}
