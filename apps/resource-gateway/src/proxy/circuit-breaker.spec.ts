import { createCircuitBreaker } from './circuit-breaker';

describe('circuit breaker', () => {
  const setUp = () => {
    const time = { now: 1_000_000 };
    const changes: boolean[] = [];
    const breaker = createCircuitBreaker({
      clock: () => new Date(time.now),
      onChange: (open) => changes.push(open),
    });
    const fail = (times: number) => {
      for (let count = 0; count < times; count += 1) breaker.failed();
    };
    return { time, changes, breaker, fail };
  };

  it('lets everything through until five failures in a row', () => {
    const { breaker, fail, changes } = setUp();
    fail(4);
    expect(breaker.admit()).toBe(0);
    breaker.succeeded();
    fail(4);
    expect(breaker.admit()).toBe(0);
    expect(changes).toEqual([]);
    fail(1);
    expect(breaker.admit()).toBe(5_000);
    expect(changes).toEqual([true]);
  });

  it('lets one request try after the pause, and all when it succeeds', () => {
    const { breaker, fail, time, changes } = setUp();
    fail(5);
    time.now += 4_999;
    expect(breaker.admit()).toBe(1);
    time.now += 1;
    expect(breaker.admit()).toBe(0);
    expect(breaker.admit()).toBeGreaterThan(0);
    breaker.succeeded();
    expect(breaker.admit()).toBe(0);
    expect(breaker.admit()).toBe(0);
    expect(changes).toEqual([true, false]);
  });

  it('pauses again when the one that tries fails, and does not say so again', () => {
    const { breaker, fail, time, changes } = setUp();
    fail(5);
    time.now += 5_000;
    expect(breaker.admit()).toBe(0);
    breaker.failed();
    expect(breaker.admit()).toBe(5_000);
    expect(changes).toEqual([true]);
  });

  it('lets the next one try when the first came to no end', () => {
    const { breaker, fail, time } = setUp();
    fail(5);
    time.now += 5_000;
    expect(breaker.admit()).toBe(0);
    breaker.abandoned();
    expect(breaker.admit()).toBe(0);
  });
});
