import { RpcError } from '@latchkey/rpc';
import { createQuotaLeases, type QuotaLeasesOptions } from './quota-leases';

/** A directory that counts one key, and may be away. */
function setUp() {
  const time = { now: 1_000_000 };
  const directory = {
    away: false,
    left: new Map<string, number>(),
    calls: [] as { key: string; amount: number }[][],
  };
  const quotaService: QuotaLeasesOptions['quotaService'] = {
    consumeQuotas: async ({ claims = [] }) => {
      if (directory.away) throw new RpcError('UNAVAILABLE', 'away');
      directory.calls.push(claims.map(({ key = '', amount = 0 }) => ({ key, amount })));
      const outcomes = claims.map(({ key = '', limit = 0, amount = 0 }) => {
        const left = directory.left.get(key) ?? limit;
        const granted = Math.min(left, amount);
        directory.left.set(key, left - granted);
        return { granted, remaining: left - granted, resetMilliseconds: 30_000 };
      });
      return { $typeName: 'latchkey.directory.v1.ConsumeQuotasResponse', outcomes } as never;
    },
  };
  const warnings: string[] = [];
  const logger = { warn: (_fields: unknown, text: string) => void warnings.push(text) };
  const leases = createQuotaLeases({
    quotaService,
    clock: () => new Date(time.now),
    logger: logger as QuotaLeasesOptions['logger'],
  });
  const use = async (times: number, limit: number, key = 'k') => {
    let granted = 0;
    for (let count = 0; count < times; count += 1) if ((await leases.use(key, limit)).granted) granted += 1;
    return granted;
  };
  return { time, directory, leases, use, warnings };
}

describe('leases on limits', () => {
  it('grant the limit and not one more, with a call for every twentieth of it', async () => {
    const { use, directory } = setUp();
    expect(await use(250, 200)).toBe(200);
    expect(directory.calls).toHaveLength(20);
    expect(directory.calls.flat().every(({ amount }) => amount === 10)).toBe(true);
  });

  it('are waited for only when there is none', async () => {
    const { leases } = setUp();
    expect(leases.use('k', 40)).toBeInstanceOf(Promise);
    expect(await leases.use('k', 40)).toMatchObject({
      granted: true,
      remaining: 38,
      resetMilliseconds: 30_000,
    });
    await leases.use('k', 40);
    expect(leases.use('k', 40)).not.toBeInstanceOf(Promise);
  });

  it('are claimed one by one where the limit is low', async () => {
    const { use, directory } = setUp();
    expect(await use(5, 3)).toBe(3);
    expect(directory.calls.map(([claim]) => claim?.amount)).toEqual([1, 1, 1]);
  });

  it('are claimed once for many who wait', async () => {
    const { leases, directory } = setUp();
    const states = await Promise.all(Array.from({ length: 30 }, async () => leases.use('k', 25)));
    expect(states.filter(({ granted }) => granted)).toHaveLength(25);
    expect(directory.calls.length).toBeLessThanOrEqual(4);
  });

  it('for several keys travel in one call', async () => {
    const { leases, directory } = setUp();
    await Promise.all([leases.use('a', 20), leases.use('b', 20)]);
    expect(directory.calls).toEqual([
      [
        { key: 'a', amount: 1 },
        { key: 'b', amount: 1 },
      ],
    ]);
  });

  it('end with the window', async () => {
    const { leases, use, time, directory } = setUp();
    expect(await use(3, 2)).toBe(2);
    expect(leases.use('k', 2)).toMatchObject({ granted: false, remaining: 0, resetMilliseconds: 30_000 });
    time.now += 30_000;
    directory.left.clear();
    expect(await use(3, 2)).toBe(2);
  });

  it('begin anew when the limit is another', async () => {
    const { use, directory } = setUp();
    expect(await use(3, 2)).toBe(2);
    directory.left.clear();
    expect(await use(9, 5)).toBe(5);
  });

  it('are counted here, up to the same limit, while the directory is away, which is said once', async () => {
    const { use, directory, warnings } = setUp();
    directory.away = true;
    expect(await use(150, 100)).toBe(100);
    expect(await use(5, 3, 'other')).toBe(3);
    expect(warnings).toHaveLength(1);
  });

  it('go on from what was used when the directory goes away in the middle', async () => {
    const { use, directory } = setUp();
    expect(await use(50, 100)).toBe(50);
    directory.away = true;
    expect(await use(80, 100)).toBe(50);
  });

  it('come from the directory again when it is back', async () => {
    const { use, directory, time } = setUp();
    directory.away = true;
    expect(await use(150, 100)).toBe(100);
    directory.away = false;
    time.now += 60_000;
    expect(await use(150, 100)).toBe(100);
    expect(directory.calls).toHaveLength(20);
  });

  it('are forgotten, the oldest first, when there are too many keys', async () => {
    const { leases, use, directory } = setUp();
    await use(1, 1, 'first');
    await Promise.all(Array.from({ length: 20_000 }, async (_, index) => leases.use(`k${index}`, 20)));
    directory.calls.length = 0;
    expect(await use(1, 1, 'first')).toBe(0);
    expect(directory.calls).toHaveLength(1);
  });
});
