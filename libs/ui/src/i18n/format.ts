import type { Language } from './language';

const minute = 60;
const hour = 60 * minute;

/** Says how long ago something was, in whole seconds, minutes or hours. */
export function formatAgo(language: Language, seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (seconds < minute) return format.format(-Math.floor(seconds), 'second');
  if (seconds < hour) return format.format(-Math.floor(seconds / minute), 'minute');
  return format.format(-Math.floor(seconds / hour), 'hour');
}

/** Says how long something takes, in seconds, or in minutes rounded up. */
export function formatDuration(language: Language, seconds: number): string {
  const inMinutes = seconds > minute;
  const format = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: inMinutes ? 'minute' : 'second',
    unitDisplay: 'long',
  });
  return format.format(inMinutes ? Math.ceil(seconds / minute) : seconds);
}

/** Writes a moment as date and time in UTC, which reads the same in a log and to everybody. */
export function formatMoment(language: Language, moment: Date): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
  }).format(moment);
}

/** Names a country by its code, with the code of a part behind it; returns as it is what is no such code (ISO 3166). */
export function formatRegion(language: Language, region: string): string {
  const [, country, part] = /^([A-Z]{2})(?:-([A-Z0-9]{1,3}))?$/.exec(region) ?? [];
  if (country === undefined) return region;
  const name = new Intl.DisplayNames(language, { type: 'region' }).of(country) ?? country;
  return part === undefined ? name : `${name} (${region})`;
}
