import type { PoolClient } from 'pg';
import { createTestSchema } from '../testing/test-schema';
import type { Revocation } from './revocation';
import { createRevocationRepository, type RevocationRepository } from './revocation-repository';

const now = new Date('2030-01-01T00:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const token = (value: string, seconds = 600): Revocation => ({
  kind: 'token',
  value,
  revokedAt: now,
  expiresAt: later(seconds),
});

let schema: Awaited<ReturnType<typeof createTestSchema>>;
let repository: RevocationRepository;
beforeAll(async () => {
  schema = await createTestSchema();
  repository = createRevocationRepository(schema.pool);
});
beforeEach(() => schema.pool.query('DELETE FROM revocations'));
afterAll(() => schema?.drop());

const values = async (after = 0n) => (await repository.after(after, 1000)).map(({ value }) => value);

/** Runs a statement in a transaction that stays open. */
async function begin(work: (transaction: PoolClient) => Promise<void>) {
  const transaction = await schema.pool.connect();
  await transaction.query('BEGIN');
  const done = work(transaction);
  return {
    done,
    async commit() {
      await done;
      await transaction.query('COMMIT');
      transaction.release();
    },
  };
}

describe('the table of revocations', () => {
  it('returns what came after a position, in order and in pages', async () => {
    for (const value of ['a', 'b', 'c']) await repository.add(token(value), now);
    const [first] = await repository.after(0n, 1);
    expect(first).toMatchObject({ ...token('a'), position: expect.any(BigInt) });
    expect(await values(first?.position)).toEqual(['b', 'c']);
    const last = (await repository.after(0n, 3)).at(-1);
    expect(await repository.lastPosition()).toBe(last?.position);
    expect(await values(last?.position)).toEqual([]);
  });

  it('never shows a smaller position after a larger one, however transactions overlap', async () => {
    const adding = (value: string) =>
      begin((transaction) => createRevocationRepository(transaction).add(token(value), now));
    const slow = await adding('slow');
    await slow.done;
    const fast = await adding('fast');
    const outcome = await Promise.race([fast.done.then(() => 'inserted'), settle('waits')]);
    expect(outcome).toBe('waits');
    expect(await values()).toEqual([]);
    await slow.commit();
    await fast.commit();
    expect(await values()).toEqual(['slow', 'fast']);
  });

  it('draws the position after the turn to commit has come', async () => {
    const first = await begin((transaction) => createRevocationRepository(transaction).add(token('1'), now));
    await first.done;
    const others = await Promise.all(
      ['2', '3', '4'].map((value) =>
        begin((transaction) => createRevocationRepository(transaction).add(token(value), now)),
      ),
    );
    await first.commit();
    const order: string[] = [];
    await Promise.all(
      others.map(async (other, index) => (await other.commit(), order.push(String(index + 2)))),
    );
    expect(await values()).toEqual(['1', ...order]);
  });

  it('leaves no gap for a reader who follows while many write', async () => {
    const expected = Array.from({ length: 200 }, (_, index) => `w${index}`);
    const seen: string[] = [];
    let writing = true;
    const read = async () => {
      let position = 0n;
      for (let last = false; !last;) {
        last = !writing;
        for (const revocation of await repository.after(position, 7)) {
          ({ position } = revocation);
          seen.push(revocation.value);
          last = false;
        }
      }
    };
    const reading = read();
    await Promise.all(expected.map((value) => repository.add(token(value), now)));
    writing = false;
    await reading;
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  it('keeps one row of a client or subject, and gives a newer revocation a new position', async () => {
    const client = { kind: 'client', value: 'web', revokedAt: now, expiresAt: later(600) } as const;
    await repository.add(client, now);
    const [before] = await repository.after(0n, 10);
    await repository.add({ ...client, revokedAt: later(60), expiresAt: later(660) }, later(60));
    const after = await repository.after(0n, 10);
    expect(after).toMatchObject([{ value: 'web', revokedAt: later(60), expiresAt: later(660) }]);
    expect(after[0]!.position).toBeGreaterThan(before!.position);
    await repository.add({ ...client, revokedAt: later(30), expiresAt: later(630) }, later(30));
    expect(await repository.after(0n, 10)).toEqual(after);
  });

  it('does not announce a token twice', async () => {
    await repository.add(token('a'), now);
    const before = await repository.after(0n, 10);
    await repository.add({ ...token('a'), revokedAt: later(5) }, later(5));
    expect(await repository.after(0n, 10)).toEqual(before);
  });

  it('stores nothing that has ended already', async () => {
    await repository.add(token('ended', 0), now);
    expect(await values()).toEqual([]);
  });

  it('finds what is sought, by kind and value together', async () => {
    await repository.add(token('a'), now);
    await repository.add({ ...token('a'), kind: 'client' }, now);
    await repository.add(token('b'), now);
    const found = await repository.find([
      { kind: 'token', value: 'a' },
      { kind: 'subject', value: 'a' },
      { kind: 'token', value: 'c' },
    ]);
    expect(found).toEqual([{ kind: 'token', value: 'a', revokedAt: now }]);
  });

  it('drops what has ended in batches, and keeps the highest position', async () => {
    for (let index = 0; index < 5; index++) await repository.add(token(`ended${index}`, 10), now);
    await repository.add(token('stays', 100), now);
    await repository.add(token('last', 10), now);
    const highest = await repository.lastPosition();
    expect(await repository.dropExpired(later(11), 3)).toBe(3);
    expect(await repository.dropExpired(later(11), 3)).toBe(2);
    expect(await repository.dropExpired(later(11), 3)).toBe(0);
    expect(await values()).toEqual(['stays', 'last']);
    expect(await repository.lastPosition()).toBe(highest);
    await repository.add(token('next', 100), later(11));
    expect(await repository.dropExpired(later(11), 3)).toBe(1);
    expect(await values()).toEqual(['stays', 'next']);
  });
});

const settle = <Value>(value: Value) =>
  new Promise<Value>((resolve) => setTimeout(() => resolve(value), 150).unref());
