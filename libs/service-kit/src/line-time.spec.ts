import { lineTime } from './line-time';

describe('the time of a line', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is that of the clock, to the millisecond, forwards and backwards', () => {
    for (const time of [
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T00:00:00.001Z',
      '2029-12-31T23:59:59.999Z',
    ]) {
      jest.setSystemTime(new Date(time));
      expect(lineTime()).toBe(time);
    }
  });
});
