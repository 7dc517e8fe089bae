import { levelChange, segmentAt, type DayPlan, type Segment } from './day-plan';
import type { Device, Dispatch } from './device';

/** A device that follows a plan of the day instead of hardware. */
export interface SimulatedDevice {
  /** What it does at a moment. */
  at(moment: Date): Device;
  /** Its dispatches that start after a moment, within a day of it, soonest first. */
  dispatchesAfter(moment: Date): Dispatch[];
}

/** How a device is simulated. */
export interface Simulation<Status extends string> {
  id: string;
  plan: DayPlan<Status>;
  /** Level (stored kWh, or °C in the house) when the plan's day starts. */
  startLevel: number;
  /** When the plan's day starts, in minutes after midnight UTC, so that homes do not all act at once. */
  offsetMinutes: number;
  /** Describes the device at a level. */
  describe(segment: Segment<Status>, level: number): Device;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Simulates a device: everything about it follows from the moment that is asked for. */
export function simulate<Status extends string>(simulation: Simulation<Status>): SimulatedDevice {
  const { id, plan, startLevel, offsetMinutes, describe } = simulation;
  const millisecondsIntoDay = (moment: Date) => (moment.getTime() - offsetMinutes * minute) % day;
  const at = (moment: Date) => {
    const hours = millisecondsIntoDay(moment) / hour;
    return describe(segmentAt(plan, hours), startLevel + levelChange(plan, hours));
  };
  return {
    at,
    dispatchesAfter(moment) {
      const { kind } = at(moment);
      const dayStart = moment.getTime() - millisecondsIntoDay(moment);
      const dispatches = plan.flatMap(({ dispatch, fromHour, toHour, powerKw }): Dispatch[] => {
        if (!dispatch) return [];
        const today = dayStart + fromHour * hour;
        const start = today > moment.getTime() ? today : today + day;
        const hours = toHour - fromHour;
        return [
          {
            deviceId: id,
            kind,
            action: dispatch,
            startTime: new Date(start),
            endTime: new Date(start + hours * hour),
            energyKwh: powerKw * hours,
          },
        ];
      });
      return dispatches.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
    },
  };
}
