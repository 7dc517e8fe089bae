import { createTokenCache } from './token-cache';
import type { ValidatedToken } from './token-validator';

const start = Date.parse('2030-01-01T00:00:00Z');

function tokenOf(subject: string, lifetimeSeconds = 60): ValidatedToken {
  const times = { issueTime: new Date(start), expireTime: new Date(start + lifetimeSeconds * 1000) };
  return {
    subject,
    clientId: 'demo-web',
    originClientId: undefined,
    kind: 'user',
    scopes: [],
    audiences: ['a'],
    tokenId: subject,
    grantId: undefined,
    acr: undefined,
    authTime: undefined,
    actors: [],
    confirmationThumbprint: undefined,
    ...times,
  };
}

describe('createTokenCache', () => {
  let now = start;
  const clock = () => new Date(now);
  beforeEach(() => {
    now = start;
  });

  it('returns what it was given, for that token alone', () => {
    const cache = createTokenCache({ maximumEntries: 10, clock });
    cache.set('one', tokenOf('ada'));
    expect(cache.get('one')).toMatchObject({ subject: 'ada' });
    expect(cache.get('One')).toBeUndefined();
  });

  it('forgets a token at the moment it ends', () => {
    const cache = createTokenCache({ maximumEntries: 10, clock });
    cache.set('one', tokenOf('ada', 60));
    now = start + 59_999;
    expect(cache.get('one')).toBeDefined();
    now = start + 60_000;
    expect(cache.get('one')).toBeUndefined();
  });

  it('holds a fixed number and drops the one that was not used for longest', () => {
    const cache = createTokenCache({ maximumEntries: 3, clock });
    for (const name of ['a', 'b', 'c']) cache.set(name, tokenOf(name));
    cache.get('a');
    cache.set('d', tokenOf('d'));
    expect(['a', 'b', 'c', 'd'].filter((name) => cache.get(name))).toEqual(['a', 'c', 'd']);
  });

  it('does not count a token twice', () => {
    const cache = createTokenCache({ maximumEntries: 2, clock });
    cache.set('a', tokenOf('a'));
    cache.set('b', tokenOf('b'));
    cache.set('b', tokenOf('b'));
    expect(cache.get('a')).toBeDefined();
  });

  it('forgets a token earlier when told to, and never later than it ends', () => {
    const cache = createTokenCache({ maximumEntries: 10, clock });
    cache.set('one', tokenOf('ada', 60), start + 5_000);
    cache.set('two', tokenOf('ada', 60), start + 90_000);
    now = start + 5_000;
    expect(cache.get('one')).toBeUndefined();
    expect(cache.get('two')).toBeDefined();
    now = start + 60_000;
    expect(cache.get('two')).toBeUndefined();
  });

  it('keeps a token for as long as clocks may differ', () => {
    const cache = createTokenCache({ maximumEntries: 10, clock, clockToleranceSeconds: 2 });
    cache.set('one', tokenOf('ada', 60));
    now = start + 61_999;
    expect(cache.get('one')).toBeDefined();
    now = start + 62_000;
    expect(cache.get('one')).toBeUndefined();
  });

  it('holds no more than fits into its memory, however many entries it might have', () => {
    const cache = createTokenCache({ maximumEntries: 1_000, maximumBytes: 30_000, clock });
    const names = Array.from({ length: 10 }, (_, n) => `${n}`.repeat(8_000));
    for (const name of names) cache.set(name, tokenOf(name));
    expect(names.filter((name) => cache.get(name))).toEqual(names.slice(-3));
  });

  it('counts the memory of an entry that is gone no more', () => {
    const cache = createTokenCache({ maximumEntries: 1_000, maximumBytes: 30_000, clock });
    for (let round = 0; round < 20; round += 1) {
      cache.set('a', tokenOf('ada', 1 + round));
      cache.set('a'.repeat(8_000), tokenOf('bob', 1 + round));
      now += 1_000;
    }
    cache.set('c', tokenOf('carol', 600));
    cache.set('d', tokenOf('dan', 600));
    expect(cache.get('c')).toBeDefined();
  });

  it('forgets everything when told to', () => {
    const cache = createTokenCache({ maximumEntries: 2, clock });
    cache.set('a', tokenOf('a'));
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
  });
});
