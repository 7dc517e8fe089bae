import { QuotaService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { deleteEndedWindows } from './postgres-quota-counter';

describe('QuotaService', () => {
  let directory: TestDirectory;
  let gateway: RpcClient<typeof QuotaService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    gateway = await directory.as('resource-gateway', QuotaService);
  });

  afterEach(() => directory.close());

  const claim = { key: 'client:demo-web', limit: 10, amount: 4, windowSeconds: 60 };

  it('answers each claim of a batch in its place', async () => {
    const { outcomes } = await gateway.consumeQuotas({
      claims: [
        claim,
        { ...claim, key: 'user:ada', limit: 3 },
        { ...claim, key: 'user:eve', limit: 4, windowSeconds: 1 },
      ],
    });
    expect(outcomes).toMatchObject([
      { granted: 4, remaining: 6 },
      { granted: 3, remaining: 0 },
      { granted: 4, remaining: 0 },
    ]);
    expect(outcomes[2]?.resetMilliseconds).toBeLessThanOrEqual(1_000);
  });

  it('counts in windows of a minute when a claim names none', async () => {
    await gateway.consumeQuotas({ claims: [{ ...claim, windowSeconds: 0 }] });
    const { outcomes } = await gateway.consumeQuotas({ claims: [claim] });
    expect(outcomes).toMatchObject([{ granted: 4, remaining: 2 }]);
  });

  it('grants the limit to claims of the same key in one batch, and of two replicas, together', async () => {
    const other = await (await directory.replica()).as('authorization-frontend', QuotaService);
    const claims = Array.from({ length: 50 }, () => ({ ...claim, amount: 1 }));
    const answers = await Promise.all([gateway.consumeQuotas({ claims }), other.consumeQuotas({ claims })]);
    const granted = answers.flatMap(({ outcomes }) => outcomes.map((outcome) => outcome.granted));
    expect(granted).toHaveLength(100);
    expect(granted.filter((uses) => uses === 1)).toHaveLength(10);
  });

  it('takes a hundred claims and refuses more', async () => {
    const claims = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...claim, key: `key:${n}` }));
    expect((await gateway.consumeQuotas({ claims: claims(100) })).outcomes).toHaveLength(100);
    expect((await gateway.consumeQuotas({ claims: [] })).outcomes).toEqual([]);
    await expect(gateway.consumeQuotas({ claims: claims(101) })).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
    });
  });

  it.each([
    ['no key', { key: '' }],
    ['a key that is too long', { key: 'x'.repeat(513) }],
    ['no limit', { limit: 0 }],
    ['a limit below none', { limit: -1 }],
    ['a limit that is no limit', { limit: 1_000_001 }],
    ['no uses', { amount: 0 }],
    ['uses below none', { amount: -4 }],
    ['a window below none', { windowSeconds: -1 }],
    ['a window of more than a day', { windowSeconds: 86_401 }],
  ])('refuses a claim with %s, and counts nothing of its batch', async (_, change) => {
    await expect(gateway.consumeQuotas({ claims: [claim, { ...claim, ...change }] })).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining('claim 1: '),
    });
    const { outcomes } = await gateway.consumeQuotas({ claims: [claim] });
    expect(outcomes).toMatchObject([{ remaining: 6 }]);
  });

  it('says that it cannot count while the store is away, and neither stores nor logs keys', async () => {
    await gateway.consumeQuotas({ claims: [claim] });
    const { rows } = await directory.pool.query(`SELECT * FROM quotas`);
    expect(JSON.stringify(rows)).not.toContain('demo-web');
    await directory.pool.query(`DROP TABLE quotas`);
    await expect(gateway.consumeQuotas({ claims: [claim] })).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    expect(directory.logged()).toContain('uses cannot be counted now');
    expect(directory.logged()).toContain('relation \\"quotas\\" does not exist');
    expect(directory.logged()).not.toContain('demo-web');
  });

  it('drops windows that have ended, the oldest first and no more than asked for', async () => {
    const claims = [1, 2, 3].map((seconds) => ({ ...claim, windowSeconds: 20 * seconds }));
    await gateway.consumeQuotas({ claims });
    const later = (seconds: number) => new Date(Date.now() + seconds * 1000);
    expect(await deleteEndedWindows(directory.pool, later(10), 10)).toBe(0);
    expect(await deleteEndedWindows(directory.pool, later(50), 1)).toBe(1);
    expect(await deleteEndedWindows(directory.pool, later(50), 10)).toBe(1);
    const { rows } = await directory.pool.query<{ expire: string }>(`SELECT expire FROM quotas`);
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.expire)).toBeGreaterThan(later(50).getTime());
  });

  it('serves the gateway and the front end, and nobody else', async () => {
    for (const caller of ['token-issuer', 'demo-api']) {
      const other = await directory.as(caller, QuotaService);
      await expect(other.consumeQuotas({ claims: [claim] })).rejects.toMatchObject({
        status: 'PERMISSION_DENIED',
      });
    }
  });
});
