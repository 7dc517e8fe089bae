import { createAssertionSigner, keySetOf, type AssertionSigner } from '../testing/test-assertion';
import type { AssertionKey } from './key-set';
import { createPublishedKeys } from './published-keys';

const uri = 'https://client.example/keys';
const at = (jwksUri: string) => ({ jwksJson: '', jwksUri });
const named = (kid: string) => (key: AssertionKey) => key.kid === kid;

let first: AssertionSigner;
let second: AssertionSigner;
beforeAll(async () => {
  first = await createAssertionSigner('ES256', 'first');
  second = await createAssertionSigner('ES256', 'second');
});

/** A web of key sets that counts how often it is asked, and the memory of keys in front of it. */
function start() {
  const web = { calls: 0, away: false, published: keySetOf(first) };
  const time = { seconds: 0 };
  const findKeys = createPublishedKeys({
    async fetchKeySet() {
      web.calls += 1;
      if (web.away) throw new Error('away');
      return web.published;
    },
    clock: () => new Date(1_900_000_000_000 + time.seconds * 1000),
  });
  return { web, time, find: (kid: string, address = uri) => findKeys(at(address), named(kid)), findKeys };
}

describe('published keys', () => {
  it('are fetched once for all who wait, and remembered for five minutes', async () => {
    const { web, time, find } = start();
    const found = await Promise.all(Array.from({ length: 20 }, () => find('first')));
    expect(found.every((keys) => keys.length === 1)).toBe(true);
    time.seconds = 299;
    await find('first');
    expect(web.calls).toBe(1);
    time.seconds = 300;
    await find('first');
    expect(web.calls).toBe(2);
  });

  it('are fetched anew for a key that is not known yet, every five seconds at most', async () => {
    const { web, time, find } = start();
    await find('first');
    web.published = keySetOf(first, second);
    expect(await find('second')).toHaveLength(0);
    time.seconds = 5;
    expect(await find('second')).toHaveLength(1);
    expect(web.calls).toBe(2);
    for (let attempt = 0; attempt < 100; attempt += 1) expect(await find(`invented-${attempt}`)).toEqual([]);
    expect(web.calls).toBe(2);
  });

  it('stop working five minutes after they were withdrawn', async () => {
    const { web, time, find } = start();
    await find('first');
    web.published = keySetOf(second);
    time.seconds = 300;
    expect(await find('first')).toEqual([]);
  });

  it('stand for an hour while they cannot be fetched, and are asked for every five seconds at most', async () => {
    const { web, time, find } = start();
    await find('first');
    web.away = true;
    time.seconds = 3_599;
    expect(await find('first')).toHaveLength(1);
    expect(await find('first')).toHaveLength(1);
    expect(web.calls).toBe(2);
    time.seconds = 3_605;
    await expect(find('first')).rejects.toThrow('cannot be fetched: away');
    web.away = false;
    await expect(find('first')).rejects.toThrow('cannot be fetched');
    time.seconds = 3_610;
    expect(await find('first')).toHaveLength(1);
  });

  it('stand when what is fetched is no key set', async () => {
    const { web, time, find } = start();
    await find('first');
    web.published = '<html>sign in</html>';
    time.seconds = 300;
    expect(await find('first')).toHaveLength(1);
  });

  it('are fetched from eight places at once at most', async () => {
    const waiting: (() => void)[] = [];
    const findKeys = createPublishedKeys({
      fetchKeySet: () => new Promise((resolve) => waiting.push(() => resolve(keySetOf(first)))),
      clock: () => new Date(0),
    });
    const under = Array.from({ length: 8 }, (_, index) => findKeys(at(`${uri}/${index}`), () => true));
    await expect(findKeys(at(`${uri}/8`), () => true)).rejects.toThrow('too many are under way');
    waiting.forEach((answer) => answer());
    expect((await Promise.all(under)).every((keys) => keys.length === 1)).toBe(true);
  });

  it('are the registered ones when there are such', async () => {
    const { web, findKeys } = start();
    const registered = { jwksJson: keySetOf(first), jwksUri: '' };
    expect(await findKeys(registered, named('first'))).toHaveLength(1);
    expect(await findKeys(registered, named('second'))).toEqual([]);
    expect(web.calls).toBe(0);
  });

  it('are missing when none are registered, and when what is registered is no key set', async () => {
    const { findKeys } = start();
    await expect(findKeys(at(''), () => true)).rejects.toThrow('no keys are registered');
    await expect(findKeys({ jwksJson: 'text', jwksUri: '' }, () => true)).rejects.toThrow();
  });
});
