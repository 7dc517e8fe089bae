import type { DispatchAction } from './device';

/** A part of the day in which a device does one thing. */
export interface Segment<Status extends string = string> {
  status: Status;
  /** Hours from the start of the plan's day, up to 24. */
  fromHour: number;
  toHour: number;
  /** Drawn from the grid; negative when given back to it. */
  powerKw: number;
  /** How fast the device's level (stored kWh, or °C in the house) rises or falls in an hour. */
  levelPerHour: number;
  /** What the grid asks for; absent when the device runs for its owner alone. */
  dispatch?: DispatchAction;
}

/** A day that repeats: segments in order, from 0 to 24 hours without gaps, whose level ends where it began. */
export type DayPlan<Status extends string = string> = readonly Segment<Status>[];

/** The segment of an hour of the day, 0 ≤ hour < 24. */
export function segmentAt<Status extends string>(plan: DayPlan<Status>, hour: number): Segment<Status> {
  const segment = plan.find(({ fromHour, toHour }) => fromHour <= hour && hour < toHour);
  if (!segment) throw new RangeError(`the plan does not cover hour ${hour}`);
  return segment;
}

/** How far the level has risen (or, negative, fallen) from the start of the day to an hour of it. */
export function levelChange(plan: DayPlan, hour: number): number {
  return plan.reduce((sum, { fromHour, toHour, levelPerHour }) => {
    const hours = Math.min(hour, toHour) - fromHour;
    return hours > 0 ? sum + hours * levelPerHour : sum;
  }, 0);
}
