import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../testing/eventually';
import { engines, type EphemeralEngine } from '../testing/ephemeral-engines';
import type { EphemeralStore } from './ephemeral-store';

/** What two replicas of a service see. */
describe.each(engines)('EphemeralStore on %s', (_, startEngine) => {
  let engine: EphemeralEngine;
  let store: EphemeralStore;
  let replica: EphemeralStore;
  let key: string;
  let keys = 0;

  beforeAll(async () => {
    engine = await startEngine();
    [store, replica] = [await engine.open(), await engine.open()];
  });

  beforeEach(() => {
    keys += 1;
    key = `spec:${keys}`;
  });

  afterAll(async () => {
    await store.close();
    await replica.close();
    await engine.close();
  });

  /** Calls a hundred times at once, from both replicas by turns. */
  const hundred = <Result>(call: (from: EphemeralStore, index: number) => Promise<Result>) =>
    Promise.all(Array.from({ length: 100 }, (_unused, index) => call(index % 2 ? replica : store, index)));

  const gone = () => eventually(async () => (await store.get(key)) === undefined);

  it('shows every replica what one has put, and the latest value of it', async () => {
    await store.put(key, 'first', 60);
    await replica.put(key, 'second', 60);
    expect(await store.get(key)).toBe('second');
    expect(await store.get(`${key}:other`)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['many scripts', 'naïve 変換 🗝️ \u202e\n\t\\ "quoted" {}'],
    ['64 KiB', 'x'.repeat(64 * 1024)],
    ['64 KiB in characters of two bytes', 'é'.repeat(32 * 1024)],
  ])('gives back exactly a value of %s', async (_name, value) => {
    await store.put(`${key}:ключ 🗝️`, value, 60);
    expect(await replica.get(`${key}:ключ 🗝️`)).toBe(value);
    expect(await replica.compareAndSet(`${key}:ключ 🗝️`, value, 'next', 60)).toBe(true);
  });

  it('gives a value that is taken a hundred times at once to exactly one', async () => {
    await store.put(key, 'the only one', 60);
    const taken = await hundred((from) => from.takeOnce(key));
    expect(taken.filter((value) => value !== undefined)).toEqual(['the only one']);
    expect(await store.get(key)).toBeUndefined();
  });

  it('lets exactly one of a hundred simultaneous putIfAbsent calls win', async () => {
    const won = await hundred((from, index) => from.putIfAbsent(key, `value ${index}`, 60));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.get(key)).toBe(`value ${won.indexOf(true)}`);
  });

  it('lets exactly one of a hundred simultaneous compareAndSet calls win', async () => {
    await store.put(key, 'before', 60);
    const won = await hundred((from, index) => from.compareAndSet(key, 'before', `after ${index}`));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.get(key)).toBe(`after ${won.indexOf(true)}`);
  });

  it('lets one of a hundred win a key whose last value has expired', async () => {
    await store.put(key, 'old', 0.05);
    await gone();
    const won = await hundred((from) => from.putIfAbsent(key, 'new', 60));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('forgets a value when its time is over, in every operation', async () => {
    await store.put(key, 'short', 0.05);
    expect(await store.get(key)).toBe('short');
    await gone();
    expect(await store.compareAndSet(key, 'short', 'longer', 60)).toBe(false);
    expect(await store.takeOnce(key)).toBeUndefined();
    expect(await store.putIfAbsent(key, 'again', 60)).toBe(true);
  });

  it('takes the lifetime of the latest put', async () => {
    await store.put(key, 'short', 0.05);
    await store.put(key, 'long', 60);
    await delay(100);
    expect(await store.get(key)).toBe('long');
  });

  it('keeps the remaining lifetime in compareAndSet', async () => {
    await store.put(key, 'one', 0.3);
    await delay(150);
    expect(await store.compareAndSet(key, 'one', 'two')).toBe(true);
    expect(await store.get(key)).toBe('two');
    await delay(200);
    expect(await store.get(key)).toBeUndefined();
  });

  it('sets a new lifetime in compareAndSet when told', async () => {
    await store.put(key, 'one', 0.2);
    expect(await store.compareAndSet(key, 'one', 'two', 60)).toBe(true);
    await delay(250);
    expect(await store.get(key)).toBe('two');
  });

  it('leaves a value alone that is not the expected one', async () => {
    await store.put(key, 'Value', 60);
    for (const expected of ['value', 'Value ', '']) {
      expect(await store.compareAndSet(key, expected, 'next')).toBe(false);
    }
    expect(await store.compareAndSet(`${key}:absent`, '', 'next', 60)).toBe(false);
    expect(await store.get(key)).toBe('Value');
  });

  it('does not replace a value with putIfAbsent', async () => {
    await store.put(key, 'there', 60);
    expect(await store.putIfAbsent(key, 'other', 60)).toBe(false);
    expect(await store.get(key)).toBe('there');
  });

  it('stores what goes along for the winner alone, and replaces what was there', async () => {
    await store.put(`${key}:along:0`, 'old', 60);
    const won = await hundred((from, index) =>
      from.putIfAbsent(key, `value ${index}`, 60, {
        key: `${key}:along:${index % 3}`,
        value: `along ${index}`,
      }),
    );
    const winner = won.indexOf(true);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.get(key)).toBe(`value ${winner}`);
    const along = await Promise.all([0, 1, 2].map((index) => store.get(`${key}:along:${index}`)));
    const expected: (string | undefined)[] = ['old', undefined, undefined];
    expected[winner % 3] = `along ${winner}`;
    expect(along).toEqual(expected);
  });

  it('gives what goes along the same time', async () => {
    expect(await store.putIfAbsent(key, 'one', 0.05, { key: `${key}:along`, value: 'two' })).toBe(true);
    expect(await store.get(`${key}:along`)).toBe('two');
    await gone();
    expect(await store.get(`${key}:along`)).toBeUndefined();
  });

  it('keeps what is put in one turn apart, however odd it is', async () => {
    const values = ['', 'NULL', '{}', '"a","b"', '\\', "it's", 'naïve 変換 🗝️\n\t', 'x'.repeat(64 * 1024)];
    const won = await Promise.all(
      values.map((value, index) =>
        store.putIfAbsent(`${key}:${index}`, value, 60, { key: `${key}:${index}:along`, value }),
      ),
    );
    expect(won).toEqual(values.map(() => true));
    for (const suffix of ['', ':along']) {
      const read = values.map((_value, index) => replica.get(`${key}:${index}${suffix}`));
      expect(await Promise.all(read)).toEqual(values);
    }
  });

  it('does not let two replicas whose keys overlap wait for each other', async () => {
    const names = Array.from({ length: 50 }, (_unused, index) => `${key}:${index}`);
    for (let round = 0; round < 20; round += 1) {
      const putAll = (from: EphemeralStore, order: string[]) =>
        Promise.all(order.map((name) => from.putIfAbsent(`${name}:${round}`, '', 60)));
      const [ours, theirs] = await Promise.all([
        putAll(store, names),
        putAll(replica, [...names].reverse()).then((won) => won.reverse()),
      ]);
      expect(ours?.map((won, index) => Number(won) + Number(theirs?.[index]))).toEqual(names.map(() => 1));
    }
  });

  it('removes what is there, and does not mind when nothing is', async () => {
    await store.put(key, 'there', 60);
    await store.delete(key);
    await store.delete(key);
    expect(await store.get(key)).toBeUndefined();
    expect(await store.putIfAbsent(key, 'again', 60)).toBe(true);
  });

  it('treats keys that differ in case or a space as different', async () => {
    await store.put(`${key}:a`, 'lower', 60);
    expect(await store.get(`${key}:A`)).toBeUndefined();
    expect(await store.get(`${key}:a `)).toBeUndefined();
  });

  it('takes keys of up to 512 bytes', async () => {
    const longest = key.padEnd(512, 'k');
    await store.put(longest, 'value', 60);
    expect(await store.takeOnce(longest)).toBe('value');
  });

  it.each(['', 'k'.repeat(513), 'é'.repeat(257), 'nul\0', 'half \ud83d'])(
    'refuses a key that is empty, too long or not text (%#)',
    async (bad) => {
      for (const call of [
        () => store.put(bad, 'value', 60),
        () => store.putIfAbsent(bad, 'value', 60),
        () => store.get(bad),
        () => store.takeOnce(bad),
        () => store.compareAndSet(bad, 'value', 'next'),
        () => store.delete(bad),
        () => store.putIfAbsent(`${key}:absent`, 'value', 60, { key: bad, value: '' }),
      ]) {
        await expect(call()).rejects.toThrow(RangeError);
      }
    },
  );

  it.each(['x'.repeat(64 * 1024 + 1), 'é'.repeat(32 * 1024 + 1), 'nul\0', 'half \ud83d'])(
    'refuses a value that is too long or not text (%#)',
    async (bad) => {
      await store.put(key, 'value', 60);
      for (const call of [
        () => store.put(key, bad, 60),
        () => store.putIfAbsent(`${key}:absent`, bad, 60),
        () => store.putIfAbsent(`${key}:absent`, '', 60, { key: `${key}:along`, value: bad }),
        () => store.compareAndSet(key, 'value', bad),
        () => store.compareAndSet(key, bad, 'next'),
      ]) {
        await expect(call()).rejects.toThrow(RangeError);
      }
      expect(await store.get(key)).toBe('value');
    },
  );

  it('refuses an entry that goes along under the same key', async () => {
    await expect(store.putIfAbsent(key, '', 60, { key, value: '' })).rejects.toThrow(RangeError);
  });

  it.each([0, -1, NaN, Infinity, 90 * 24 * 60 * 60 + 1])('refuses %d seconds to live', async (ttlSeconds) => {
    await expect(store.put(key, 'value', ttlSeconds)).rejects.toThrow(RangeError);
    await expect(store.putIfAbsent(key, 'value', ttlSeconds)).rejects.toThrow(RangeError);
    await expect(store.compareAndSet(key, 'value', 'next', ttlSeconds)).rejects.toThrow(RangeError);
  });

  it('answers a ping', async () => {
    await expect(store.ping()).resolves.toBeUndefined();
  });
});
