import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { deleteEndedWindows } from '../quota/postgres-quota-counter';
import { createFailureCounter, type FailureCounter } from './failure-counter';

describe('failure counter', () => {
  let database: TestSchema;
  let counter: FailureCounter;

  beforeEach(async () => {
    database = await startTestSchema();
    counter = createFailureCounter(database.pool);
  });

  afterEach(() => database.close());

  const start = new Date('2030-01-01T00:00:00Z');
  const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
  const bound = (key: string, most: number, windowSeconds = 60) => ({ key, most, windowSeconds });
  const [address, account] = [bound('address', 5), bound('account', 2)];

  it('counts against all bounds, or against none when one is reached', async () => {
    expect((await counter.count([address, account], start))?.counts).toEqual([1, 1]);
    expect((await counter.count([address, account], start))?.counts).toEqual([2, 2]);
    expect(await counter.count([address, account], start)).toBeUndefined();
    expect((await counter.count([address], start))?.counts).toEqual([3]);
  });

  it('begins a new window when the one of the first failure has ended, and not later for further ones', async () => {
    await counter.count([account], start);
    await counter.count([account], after(59));
    expect(await counter.count([account], after(59))).toBeUndefined();
    expect((await counter.count([account], after(60)))?.counts).toEqual([1]);
  });

  it('admits no more than the bound, however many come at once and in whatever order they name bounds', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        counter.count(n % 2 ? [bound('a', 7), bound('b', 9)] : [bound('b', 9), bound('a', 7)], start),
      ),
    );
    expect(attempts.filter((attempt) => attempt !== undefined)).toHaveLength(7);
  });

  it('asks the database once a second about a bound that is reached, however many come', async () => {
    await counter.count([account], start);
    await counter.count([account], start);
    expect(await counter.count([address, account], start)).toBeUndefined();
    await database.pool.query(`ALTER TABLE quotas RENAME TO elsewhere`);
    expect(await counter.count([address, account], after(0.999))).toBeUndefined();
    await expect(counter.count([address, account], after(1))).rejects.toMatchObject({ code: '42P01' });
    await expect(counter.count([address], start)).rejects.toMatchObject({ code: '42P01' });
  });

  it('takes a failure back, and forgets the earlier ones of a bound when told to', async () => {
    await counter.count([address, account], start);
    const second = await counter.count([address, account], start);
    await second?.takeBack([1]);
    expect((await counter.count([address, account], start))?.counts).toEqual([2, 1]);
  });

  it('takes nothing from a window in which the failure was not counted', async () => {
    const former = await counter.count([account], start);
    await counter.count([account], after(60));
    await former?.takeBack([0]);
    expect((await counter.count([account], after(60)))?.counts).toEqual([2]);
  });

  it('stores neither addresses nor accounts, and nothing for longer than the window', async () => {
    await counter.count([bound('ada@example.com', 1), bound('203.0.113.7', 1)], start);
    const { rows } = await database.pool.query<{ key: string }>(`SELECT key FROM quotas`);
    expect(rows).toHaveLength(2);
    for (const { key } of rows) expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await deleteEndedWindows(database.pool, after(60), 10)).toBe(2);
  });
});
