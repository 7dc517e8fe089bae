import type { HouseClock } from './house-clock';

/** A part of the day, on the clock in the house, in minutes after midnight. */
export interface Window {
  name: string;
  fromMinutes: number;
  toMinutes: number;
}

/**
 * Finds the window that an instant lies in, and when it ends; or, between windows, when the next one begins.
 *
 * @param shiftMinutes moves every window
 */
export function activeWindow(
  windows: readonly Window[],
  shiftMinutes: number,
  clock: HouseClock,
  instant: number,
): { name: string | undefined; until: number } {
  const starts: number[] = [];
  for (const { name, fromMinutes, toMinutes } of windows) {
    const end = clock.next(toMinutes + shiftMinutes, instant);
    const start = clock.next(fromMinutes + shiftMinutes, instant);
    // Whichever comes first says on which side of the beginning the instant lies.
    if (end < start) return { name, until: end };
    starts.push(start);
  }
  return { name: undefined, until: Math.min(...starts) };
}
