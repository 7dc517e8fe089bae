import type { Device, DeviceKind } from '../device/device';
import { deviceKinds } from '../device/device';
import { testDevice } from '../testing/test-device';
import { houseClock } from './house-clock';
import { dispatchesIn, stateAt, timelineOf } from './timeline';

const hour = 3_600_000;
const day = 24 * hour;
const newYear = Date.UTC(2030, 0, 1);
const at = (hours: number) => new Date(newYear + hours * hour);

const timeline = (device: Device, now: Date) => timelineOf(device, houseClock(device.timeZone), now);
const state = (device: Device, moment: Date) => stateAt(timeline(device, moment), moment);
const dispatches = (device: Device, now: Date) => dispatchesIn(timeline(device, now), device);
const everyQuarter = Array.from({ length: 4 * 24 * 3 }, (_, quarter) => at(quarter / 4));
const everyThreeHours = everyQuarter.filter((_, place) => place % 12 === 0);

describe.each(deviceKinds)('a simulated %s', (kind: DeviceKind) => {
  const device = testDevice(kind);

  it('is the same in every replica and at every asking, and the past stays what it was', () => {
    const asked = everyThreeHours.map((moment) => state(device, moment));
    expect(everyThreeHours.map((moment) => state({ ...device }, moment))).toEqual(asked);
    const later = timeline(device, at(72));
    expect(everyThreeHours.map((moment) => stateAt(later, moment))).toEqual(asked);
  });

  it('lives: its level moves within bounds, and never jumps but when another car comes', () => {
    const threeDays = timeline(device, at(72));
    const levels = everyQuarter.map((moment) => stateAt(threeDays, moment).level);
    const [least, most] = kind.match(/heat|therm/) ? [19, 22] : [0, device.batteryCapacityKwh ?? 16];
    expect(Math.min(...levels)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...levels)).toBeLessThanOrEqual(most);
    expect(new Set(levels).size).toBeGreaterThan(5);
    levels.slice(1).forEach((level, place) => {
      const before = levels[place] ?? 0;
      const another = kind === 'charge_point' && level === 0;
      if (!another) expect(Math.abs(level - before)).toBeLessThanOrEqual(device.maximumPowerKw / 4 + 1e-9);
    });
  });

  it('does within a week whatever it was told before, so that an old row says no less than a new one', () => {
    const moment = at(20 * 24 + 3.21);
    const next = at(20 * 24 + 3.22);
    expect(state(device, next).level).toBeCloseTo(state(device, moment).level, 0);
    const recent = { ...device, levelAt: at(12 * 24) };
    expect(state(device, moment)).toEqual(state(recent, moment));
  });

  it('always has a dispatch to come within a day and a half', () => {
    for (const moment of everyThreeHours) {
      const coming = dispatches(device, moment).filter(({ startTime }) => startTime > moment);
      expect(coming.length).toBeGreaterThan(0);
    }
  });

  it('has dispatches that follow each other, whose energy is what the level gained or lost', () => {
    const found = dispatches(device, at(72));
    found.slice(1).forEach((dispatch, place) => {
      expect(dispatch.startTime.getTime()).toBeGreaterThanOrEqual(found[place]?.endTime.getTime() ?? 0);
    });
    if (kind.match(/heat|therm/)) return;
    for (const { startTime, endTime, energyKwh } of found) {
      const [before, after] = [startTime, endTime].map(
        (moment) => stateAt(timeline(device, at(72)), moment).level,
      );
      expect((after ?? 0) - (before ?? 0)).toBeCloseTo(energyKwh, 1);
    }
  });

  it('has no planned dispatch while smart control is suspended, and takes all it can when boosted', () => {
    const evening = at(19);
    const suspended = { ...device, levelAt: at(-72), suspendedAt: at(-72) };
    expect(dispatches(suspended, evening)).toEqual([]);
    const boosted = { ...device, levelAt: evening, boostedUntil: at(20) };
    const [first] = dispatches(boosted, evening);
    expect(first).toMatchObject({ trigger: 'boost', startTime: evening });
    expect(first?.endTime.getTime()).toBeLessThanOrEqual(at(20).getTime());
    expect(state(boosted, evening).powerKw).toBe(device.maximumPowerKw);
  });

  it('takes few steps, also from a row of long ago', () => {
    expect(timeline(device, at(72)).length).toBeLessThan(200);
    expect(timeline(device, at(10_000)).length).toBeLessThan(250);
  });
});

describe('a simulated electric vehicle', () => {
  const vehicle = testDevice('electric_vehicle');
  const atReadyBy = (device: Device) => state(device, at(7.5 + 3 * 24));

  it('is charged to the level that was asked for at the time that was asked for', () => {
    const percent = (level: number) => (100 * level) / (vehicle.batteryCapacityKwh ?? 1);
    expect(percent(atReadyBy(vehicle).level)).toBeCloseTo(80);
    const full = { ...vehicle, preferences: { readyByMinutes: 7.5 * 60, targetPercent: 100 } };
    expect(percent(atReadyBy(full).level)).toBeCloseTo(100);
    const early = { ...vehicle, preferences: { readyByMinutes: 5 * 60, targetPercent: 80 } };
    expect(state(early, at(5.1 + 3 * 24)).status).toBe('away');
  });

  it('begins earlier when the cheap hours are too short', () => {
    const slow = { ...vehicle, maximumPowerKw: 1.4 };
    const [start] = dispatches(slow, at(72)).map(({ startTime }) => startTime.getTime());
    expect(start).toBeLessThan(at(1.5).getTime());
  });

  it('charges as soon as it is home while smart control is suspended', () => {
    const suspended = { ...vehicle, suspendedAt: at(0) };
    expect(state(suspended, at(24 + 17.6)).status).toBe('charging');
    expect(state(vehicle, at(24 + 17.6)).status).toBe('plugged_in');
  });

  it('follows the clock in the house into summer time', () => {
    const oslo = { ...vehicle, timeZone: 'Europe/Oslo', levelAt: new Date(Date.UTC(2030, 2, 30)) };
    const ends = (moment: number) => state(oslo, new Date(moment)).status;
    const [before, after] = [Date.UTC(2030, 2, 30, 6, 30), Date.UTC(2030, 2, 31, 5, 30)];
    expect([ends(before - 1), ends(before)]).toEqual(['plugged_in', 'away']);
    expect([ends(after - 1), ends(after)]).toEqual(['plugged_in', 'away']);
    expect(after - before).toBe(day - hour);
  });
});
