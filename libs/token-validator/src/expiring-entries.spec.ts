import { createExpiringEntries } from './expiring-entries';

const minute = 60_000;

describe('createExpiringEntries', () => {
  it('holds values by key, and drops them when they have ended, to the minute', () => {
    const entries = createExpiringEntries<number>();
    entries.set('a', 1, 5 * minute);
    entries.set('b', 2, 9 * minute);
    entries.dropEnded(5 * minute);
    expect([entries.get('a'), entries.get('b'), entries.size]).toEqual([1, 2, 2]);
    entries.dropEnded(6 * minute);
    expect([entries.get('a'), entries.get('b'), entries.size]).toEqual([undefined, 2, 1]);
  });

  it('replaces a value, and prolongs but never shortens its time', () => {
    const entries = createExpiringEntries<number>();
    entries.set('a', 1, 5 * minute);
    entries.set('a', 2, 9 * minute);
    entries.set('a', 3, 2 * minute);
    entries.dropEnded(8 * minute);
    expect(entries.get('a')).toBe(3);
    entries.dropEnded(10 * minute);
    expect(entries.size).toBe(0);
  });

  it('drops at most 5,000 at a time, and in the end all', () => {
    const entries = createExpiringEntries<true>();
    for (let n = 0; n < 12_000; n += 1) entries.set(`${n}`, true, minute + (n % 3) * minute);
    const sizes = [1, 2, 3, 4].map(() => (entries.dropEnded(10 * minute), entries.size));
    expect(sizes).toEqual([7_000, 2_000, 0, 0]);
  });

  it('forgets everything when told to', () => {
    const entries = createExpiringEntries<true>();
    entries.set('a', true, minute);
    entries.clear();
    expect([entries.get('a'), entries.size]).toEqual([undefined, 0]);
  });
});
