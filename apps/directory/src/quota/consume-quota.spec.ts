import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { engines, type QuotaEngine } from '../testing/quota-engines';
import { consumeQuota, type QuotaClaim } from './consume-quota';
import type { QuotaCounter } from './quota-counter';
import { createUsedUpWindows } from './used-up';

/** What two replicas of the directory grant. */
describe.each(engines)('consumeQuota on %s', (_, startEngine) => {
  let engine: QuotaEngine;
  let counters: QuotaCounter[];
  let replicas: ((claim: Partial<QuotaClaim>) => ReturnType<typeof consumeQuota>)[];
  let counted: number;
  let key: string;

  beforeAll(async () => {
    engine = await startEngine();
    counters = [await engine.open(), await engine.open()];
  });

  beforeEach(() => {
    key = `client:demo-web:${randomUUID()}`;
    counted = 0;
    replicas = counters.map((counter) => {
      const dependencies = {
        counter: {
          add: (...use: Parameters<QuotaCounter['add']>) => {
            counted += 1;
            return counter.add(...use);
          },
        },
        usedUp: createUsedUpWindows(),
        clock: () => new Date(),
      };
      return (claim) =>
        consumeQuota(dependencies, { key, limit: 10, amount: 1, windowSeconds: 60, ...claim });
    });
  });

  afterAll(async () => {
    for (const counter of counters) await counter.close();
    await engine.close();
  });

  const consume = (claim: Partial<QuotaClaim> = {}, replica = 0) => {
    const from = replicas[replica % 2];
    if (!from) throw new Error('no such replica');
    return from(claim);
  };
  const granted = (outcomes: { granted: number }[]) =>
    outcomes.reduce((sum, outcome) => sum + outcome.granted, 0);

  it('grants uses until the limit, then none, and says what is left', async () => {
    expect(await consume({ amount: 4 })).toMatchObject({ granted: 4, remaining: 6 });
    expect(await consume({ amount: 6 }, 1)).toMatchObject({ granted: 6, remaining: 0 });
    const { resetMilliseconds, ...refused } = await consume({ amount: 1 });
    expect(refused).toEqual({ granted: 0, remaining: 0 });
    expect(resetMilliseconds).toBeGreaterThan(50_000);
    expect(resetMilliseconds).toBeLessThanOrEqual(60_000);
  });

  it('grants a part of a claim when that is all there is', async () => {
    await consume({ amount: 7 });
    expect(await consume({ amount: 7 }, 1)).toMatchObject({ granted: 3, remaining: 0 });
    expect(await consume({ key: `${key}:other`, amount: 2_000_000_000 })).toMatchObject({
      granted: 10,
      remaining: 0,
    });
  });

  it.each([
    ['one use', 1, 30],
    ['seven uses', 7, 30],
    ['more than the limit', 31, 30],
  ])(
    'grants exactly the limit to a hundred claims of %s at once, from two replicas',
    async (_name, amount, limit) => {
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_unused, index) => consume({ amount, limit }, index)),
      );
      expect(granted(outcomes)).toBe(limit);
      for (const outcome of outcomes) expect(outcome.granted).toBeGreaterThanOrEqual(0);
      expect(granted([await consume({ limit }), await consume({ limit }, 1)])).toBe(0);
    },
  );

  it('counts keys and windows apart', async () => {
    await consume({ amount: 10 });
    expect(await consume({ key: `${key}x`, amount: 10 })).toMatchObject({ granted: 10 });
    expect(await consume({ windowSeconds: 61, amount: 10 })).toMatchObject({ granted: 10 });
  });

  it('begins a new window when the last has ended', async () => {
    await consume({ amount: 10, windowSeconds: 1 });
    const { resetMilliseconds, granted: none } = await consume({ windowSeconds: 1 });
    expect(none).toBe(0);
    await delay(resetMilliseconds + 50);
    expect(await consume({ amount: 10, windowSeconds: 1 })).toMatchObject({ granted: 10 });
  });

  it('asks the store no more about a window that is used up, until a larger limit is claimed', async () => {
    await consume({ amount: 10 });
    expect(counted).toBe(1);
    for (let n = 0; n < 100; n += 1) expect(await consume()).toMatchObject({ granted: 0 });
    expect(counted).toBe(1);
    expect(await consume({ limit: 12, amount: 5 })).toMatchObject({ granted: 2, remaining: 0 });
  });

  it('counts under keys of any characters and length', async () => {
    for (const odd of ['\0', '🗝️'.repeat(100), '\ud800', "'; DROP TABLE quotas; --", ' ', '{a}']) {
      expect(await consume({ key: `${key}${odd}`, amount: 10 })).toMatchObject({ granted: 10 });
      expect(await consume({ key: `${key}${odd}` }, 1)).toMatchObject({ granted: 0 });
    }
  });
});
