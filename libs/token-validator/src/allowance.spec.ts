import { createAllowance } from './allowance';

describe('createAllowance', () => {
  it('says yes so often in each second, wherever the clock goes', () => {
    let now = Date.parse('2030-01-01T00:00:00.500Z');
    const isAllowed = createAllowance(2, () => new Date(now));
    expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
    now += 499;
    expect(isAllowed()).toBe(false);
    now += 1;
    expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
    now -= 60_000;
    expect([isAllowed(), isAllowed(), isAllowed()]).toEqual([true, true, false]);
  });
});
