import { houseClock } from './house-clock';

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();

describe('houseClock', () => {
  it.each([
    ['UTC', '2030-01-01T12:00:00Z', '2030-01-01T07:30:00.000Z', '2030-01-02T07:30:00.000Z'],
    ['UTC', '2030-01-01T07:30:00Z', '2030-01-01T07:30:00.000Z', '2030-01-02T07:30:00.000Z'],
    ['UTC', '2030-01-01T07:29:59Z', '2029-12-31T07:30:00.000Z', '2030-01-01T07:30:00.000Z'],
    ['Europe/Oslo', '2030-01-01T06:00:00Z', '2029-12-31T06:30:00.000Z', '2030-01-01T06:30:00.000Z'],
    ['Asia/Kolkata', '2030-01-01T12:00:00Z', '2030-01-01T02:00:00.000Z', '2030-01-02T02:00:00.000Z'],
    ['Asia/Kathmandu', '2030-01-01T12:00:00Z', '2030-01-01T01:45:00.000Z', '2030-01-02T01:45:00.000Z'],
    ['America/Los_Angeles', '2030-01-01T12:00:00Z', '2029-12-31T15:30:00.000Z', '2030-01-01T15:30:00.000Z'],
    ['Pacific/Kiritimati', '2030-01-01T12:00:00Z', '2029-12-31T17:30:00.000Z', '2030-01-01T17:30:00.000Z'],
    // Over the nights in which the clock is changed: one has 23 hours, the other 25.
    ['Europe/Oslo', '2030-03-30T12:00:00Z', '2030-03-30T06:30:00.000Z', '2030-03-31T05:30:00.000Z'],
    ['Europe/Oslo', '2030-10-26T12:00:00Z', '2030-10-26T05:30:00.000Z', '2030-10-27T06:30:00.000Z'],
  ])('finds 07:30 in %s around %s', (timeZone, moment, last, next) => {
    const clock = houseClock(timeZone);
    expect([iso(clock.last(450, at(moment))), iso(clock.next(450, at(moment)))]).toEqual([last, next]);
  });

  it('finds a time that the clock skips, one step on', () => {
    const clock = houseClock('Europe/Oslo');
    const found = clock.next(150, at('2030-03-30T12:00:00Z'));
    expect(['2030-03-31T00:30:00.000Z', '2030-03-31T01:30:00.000Z']).toContain(iso(found));
    expect(clock.next(150, found)).toBeGreaterThan(found);
  });

  it('never stands still, whatever the hour', () => {
    for (const timeZone of ['Europe/Oslo', 'Australia/Lord_Howe', 'America/St_Johns']) {
      const clock = houseClock(timeZone);
      for (let instant = at('2030-03-25Z'); instant < at('2030-04-12Z'); instant += 1_800_000) {
        expect(clock.next(135, instant)).toBeGreaterThan(instant);
        expect(clock.last(135, instant)).toBeLessThanOrEqual(instant);
      }
    }
  });

  it('knows which day it is', () => {
    expect(houseClock('Pacific/Auckland').dayOf(at('2030-01-01T12:00:00Z'))).toBe(
      houseClock('UTC').dayOf(at('2030-01-02T00:00:00Z')),
    );
  });

  it('refuses a time zone that there is not', () => {
    expect(() => houseClock('Europe/Nowhere')).toThrow(RangeError);
  });
});
