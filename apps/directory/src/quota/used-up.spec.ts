import { createUsedUpWindows } from './used-up';

const now = new Date('2030-01-01T00:00:00Z');
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);

describe('used-up windows', () => {
  it('are known until they end, for limits that are used up', () => {
    const windows = createUsedUpWindows();
    windows.add('a', 10, later(1_000));
    expect(windows.find('a', 10, later(400))).toBe(600);
    expect(windows.find('a', 9, now)).toBe(1_000);
    expect(windows.find('a', 11, now)).toBeUndefined();
    expect(windows.find('b', 10, now)).toBeUndefined();
    expect(windows.find('a', 10, later(1_000))).toBeUndefined();
  });

  it('are forgotten, the oldest first, when there are too many', () => {
    const windows = createUsedUpWindows(2);
    for (const key of ['a', 'b', 'a', 'c']) windows.add(key, 1, later(1_000));
    expect(['a', 'b', 'c'].map((key) => windows.find(key, 1, now))).toEqual([1_000, undefined, 1_000]);
  });
});
