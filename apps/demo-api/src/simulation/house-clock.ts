const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The clock on the wall of a house. Instants are milliseconds since 1970. */
export interface HouseClock {
  /** Days since 1970 on the calendar of the house. */
  dayOf(instant: number): number;
  /** The last instant, not after the given one, at which the clock shows a time of day. */
  last(minutesOfDay: number, instant: number): number;
  /** The first instant after the given one at which the clock shows a time of day. */
  next(minutesOfDay: number, instant: number): number;
}

/**
 * Reads the clock of a time zone, summer time included. It remembers the offsets that it has looked up: make
 * one for a request and let go of it.
 *
 * @param timeZone IANA name
 * @throws RangeError when there is no such time zone
 */
export function houseClock(timeZone: string): HouseClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const readOffsetAt = (instant: number) => readOffset(format.format(instant));
  const offsets = new Map<number, { morning: number; evening: number }>();
  /** A day that ends with the offset that it began with has that one throughout; on the few others it is read. */
  const offsetAt = (instant: number): number => {
    const utcDay = Math.floor(instant / day);
    let known = offsets.get(utcDay);
    if (!known) {
      known = { morning: readOffsetAt(utcDay * day), evening: readOffsetAt((utcDay + 1) * day) };
      offsets.set(utcDay, known);
    }
    return known.morning === known.evening ? known.morning : readOffsetAt(instant);
  };
  const dayOf = (instant: number) => Math.floor((instant + offsetAt(instant)) / day);
  const instantOf = (dayNumber: number, minutesOfDay: number) => {
    const asIfUtc = dayNumber * day + minutesOfDay * minute;
    const guess = asIfUtc - offsetAt(asIfUtc);
    // The guess may lie on the other side of a change of the clock.
    return asIfUtc - offsetAt(guess);
  };
  return {
    dayOf,
    last(minutesOfDay, instant) {
      const today = dayOf(instant);
      for (const candidate of [today, today - 1]) {
        const found = instantOf(candidate, minutesOfDay);
        if (found <= instant) return found;
      }
      return instantOf(today - 2, minutesOfDay);
    },
    next(minutesOfDay, instant) {
      const today = dayOf(instant);
      for (const candidate of [today, today + 1]) {
        const found = instantOf(candidate, minutesOfDay);
        if (found > instant) return found;
      }
      return instantOf(today + 2, minutesOfDay);
    },
  };
}

/** Reads the end of a text such as `1/2/2030, GMT+05:30` as milliseconds; UTC is written `GMT` alone. */
function readOffset(text: string): number {
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * minute);
}
