import type { Device, DeviceKind, DeviceStatus } from '../device/device';
import type { Dispatch } from '../dispatch/dispatch';
import { hour, type CreateBehaviour, type Step } from './behaviour';
import { chargePoint } from './charge-point';
import { electricVehicle } from './electric-vehicle';
import { heatPump, thermostat } from './heating';
import { homeBattery } from './home-battery';
import type { HouseClock } from './house-clock';

const behaviours = {
  electric_vehicle: electricVehicle,
  charge_point: chargePoint,
  home_battery: homeBattery,
  heat_pump: heatPump,
  thermostat,
} satisfies Record<DeviceKind, CreateBehaviour>;

/** What a device does in a stretch of time. */
export interface Segment {
  step: Step;
  start: number;
  end: number;
  startLevel: number;
}

/** What a device is at a moment. */
export interface DeviceState {
  status: DeviceStatus;
  powerKw: number;
  /** Stored energy in kWh, or the temperature in the house in °C. */
  level: number;
}

const minute = 60_000;
// Whatever a device was told longer ago than this has no trace any more: it has been full, or warm, since.
const memory = 7 * 24 * hour;
const foresight = 36 * hour;

/**
 * Simulates a device from when its level was last written down until a day and a half after a moment. All of
 * it follows from the stored device and the clock: every replica finds the same, and nothing is written.
 */
export function timelineOf(device: Device, clock: HouseClock, now: Date): Segment[] {
  const behaviour = behaviours[device.kind](device, clock);
  const end = now.getTime() + foresight;
  let instant = Math.max(device.levelAt.getTime(), now.getTime() - memory);
  let { level } = device;
  const segments: Segment[] = [];
  while (instant < end) {
    const step = behaviour(instant, level);
    const segment: Segment = { step, start: instant, end: step.until, startLevel: step.fromLevel ?? level };
    // A step takes a minute at least, so that the number of steps is bounded whatever a behaviour says.
    segment.end = Math.max(Math.min(step.until, reachedAt(segment)), instant + minute);
    segments.push(segment);
    level = levelAt(segment, segment.end);
    instant = segment.end;
  }
  return segments;
}

/** The state of a device at a moment of its timeline. */
export function stateAt(timeline: readonly Segment[], moment: Date): DeviceState {
  const instant = moment.getTime();
  const segment = timeline.find(({ end }) => instant < end) ?? timeline[timeline.length - 1];
  if (!segment) throw new RangeError('the timeline is empty');
  const { status, powerKw } = segment.step;
  return { status, powerKw, level: levelAt(segment, Math.max(instant, segment.start)) };
}

/** The part of a timeline before a moment. */
export function cutAt(timeline: readonly Segment[], moment: Date): Segment[] {
  const instant = moment.getTime();
  return timeline
    .filter(({ start }) => start < instant)
    .map((segment) => ({ ...segment, end: Math.min(segment.end, instant) }));
}

/** The dispatches of a timeline, soonest first; stretches of one dispatch that follow each other are one. */
export function dispatchesIn(timeline: readonly Segment[], { id, kind }: Device): Dispatch[] {
  const dispatches: Dispatch[] = [];
  for (const { step, start, end } of timeline) {
    const { dispatch, powerKw } = step;
    if (!dispatch) continue;
    const energyKwh = (powerKw * (end - start)) / hour;
    const previous = dispatches[dispatches.length - 1];
    const goesOn =
      previous?.endTime.getTime() === start &&
      previous.action === dispatch.action &&
      previous.trigger === dispatch.trigger;
    if (goesOn) {
      previous.endTime = new Date(end);
      previous.energyKwh += energyKwh;
    } else {
      dispatches.push({
        deviceId: id,
        kind,
        ...dispatch,
        startTime: new Date(start),
        endTime: new Date(end),
        energyKwh,
      });
    }
  }
  return dispatches;
}

/** When the level is where it should go, to the second; never when it does not go there. */
function reachedAt({ step, start, startLevel }: Segment): number {
  const { levelPerHour, untilLevel } = step;
  if (untilLevel === undefined || levelPerHour === 0) return Infinity;
  return start + Math.ceil((((untilLevel - startLevel) / levelPerHour) * hour) / 1000) * 1000;
}

function levelAt({ step, start, startLevel }: Segment, instant: number): number {
  const { levelPerHour, untilLevel } = step;
  const level = startLevel + (levelPerHour * (instant - start)) / hour;
  if (untilLevel === undefined) return level;
  return levelPerHour < 0 ? Math.max(level, untilLevel) : Math.min(level, untilLevel);
}
