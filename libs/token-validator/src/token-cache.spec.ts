import { createTokenCache } from './token-cache';
import type { ValidatedToken } from './token-validator';

const start = Date.parse('2030-01-01T00:00:00Z');

function tokenOf(subject: string, lifetimeSeconds = 60): ValidatedToken {
  const times = { issueTime: new Date(start), expireTime: new Date(start + lifetimeSeconds * 1000) };
  return { subject, clientId: 'demo-web', scopes: [], audiences: ['a'], tokenId: subject, ...times };
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

  it('forgets everything when told to', () => {
    const cache = createTokenCache({ maximumEntries: 2, clock });
    cache.set('a', tokenOf('a'));
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
  });
});
