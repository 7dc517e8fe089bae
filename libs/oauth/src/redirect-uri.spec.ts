import fc from 'fast-check';
import { matchesRedirectUri, parseRedirectUri, redirectLocation } from './redirect-uri';

const refusal = (description: RegExp) =>
  expect.objectContaining({ code: 'invalid_request', description: expect.stringMatching(description) });

describe('parseRedirectUri', () => {
  it.each([
    'https://app.example.com/callback',
    'https://app.example.com',
    'https://app.example.com?tenant=1',
    'https://app.example.com:8443/cb?tenant=1&x=%20y',
    'https://192.0.2.7/callback',
    'https://[2001:db8::7]/callback',
    'http://localhost:9000/playground/callback',
    'http://localhost',
    'http://127.0.0.1/callback',
    'http://127.0.0.1:51004/callback?x=1',
    'http://[::1]:51004/callback',
    'com.example.app:/callback',
    'com.example.app:/',
    'com.example.app://callback/done',
  ])('returns %s as it was sent', (uri) => {
    expect(parseRedirectUri(uri)).toBe(uri);
  });

  it.each(['https://app.example.com/#', 'https://app.example.com/cb#top', 'com.example.app:/cb#x'])(
    'refuses the fragment of %s',
    (uri) => {
      expect(() => parseRedirectUri(uri)).toThrow(refusal(/has a fragment/));
    },
  );

  it.each([
    '',
    '/callback',
    '//app.example.com/callback',
    'app.example.com/callback',
    'https://',
    'https:',
    'https://app.example.com:99999/cb',
    'https://app.example.com/a b',
    ' https://app.example.com/',
    'https://app.example.com/\n',
    'https://app.example.com\\@evil.example/',
    'https://app.example.com/100%',
    'https://app.example.com/é',
    'https://bücher.example/',
    'https://app.example.com/"onload=',
    'https://app.example.com/<x>',
  ])('refuses %j, which is not an absolute URI', (uri) => {
    expect(() => parseRedirectUri(uri)).toThrow(refusal(/must be an absolute URI/));
  });

  it.each([
    'http://app.example.com/callback',
    'http://127.0.0.2/callback',
    'http://10.0.0.1/callback',
    'http://0.0.0.0/callback',
    'http://localhost.example.com/callback',
    'http://127.0.0.1.example.com/callback',
    'http://[::2]/callback',
    'http://[::ffff:7f00:1]/callback',
  ])('refuses http on %s', (uri) => {
    expect(() => parseRedirectUri(uri)).toThrow(refusal(/must use https/));
  });

  it.each([
    'https://user@app.example.com/',
    'https://user:password@app.example.com/',
    'http://localhost:80@evil.example/',
    'http://localhost@evil.example/',
    'https:app.example.com/callback',
    'https:/app.example.com/callback',
    'https:///app.example.com/callback',
    'https://*.example.com/callback',
    'https://%61pp.example.com/callback',
    'http://127.1/callback',
    'http://0x7f000001/callback',
    'http://2130706433/callback',
    'http://[0:0:0:0:0:0:0:1]/callback',
  ])('refuses the host of %s, which does not stand for itself', (uri) => {
    expect(() => parseRedirectUri(uri)).toThrow(refusal(/plain host name or address/));
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//https://app.example.com',
    'data:text/html,hello',
    'blob:https://app.example.com/1',
    'file:///etc/passwd',
    'vbscript:x',
    'ftp://app.example.com/',
    'myapp://callback',
    'urn:ietf:wg:oauth:2.0:oob',
  ])('refuses the scheme of %s', (uri) => {
    expect(() => parseRedirectUri(uri)).toThrow(refusal(/must use https, or http on a loopback/));
  });

  it.each(['com.example.app:callback', 'com.example.app:?x=1', 'com.example.app://user@host/'])(
    'refuses what follows the private-use scheme of %s',
    (uri) => {
      expect(() => parseRedirectUri(uri)).toThrow(refusal(/go on with a slash/));
    },
  );

  it('takes 2048 characters and refuses 2049', () => {
    const uri = 'https://app.example.com/'.padEnd(2048, 'x');
    expect(parseRedirectUri(uri)).toBe(uri);
    expect(() => parseRedirectUri(`${uri}x`)).toThrow(refusal(/longer than 2048/));
  });
});

describe('matchesRedirectUri', () => {
  const registered = 'https://app.example.com/callback';

  it('matches the same string', () => {
    expect(matchesRedirectUri(registered, registered)).toBe(true);
  });

  it.each([
    'https://app.example.com/callback/',
    'https://app.example.com/callback?x=1',
    'https://app.example.com/Callback',
    'https://APP.example.com/callback',
    'https://app.example.com:443/callback',
    'https://app.example.com/callback/../evil',
    'https://app.example.com/%63allback',
    'https://app.example.com/callbac',
    'http://app.example.com/callback',
    'https://app.example.com.evil.example/callback',
    'https://evil.example/https://app.example.com/callback',
    '',
  ])('does not match %j', (presented) => {
    expect(matchesRedirectUri(registered, presented)).toBe(false);
  });

  it('does not match a string that differs in one character', () => {
    fc.assert(
      fc.property(
        fc.nat(registered.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        (index, other) => {
          fc.pre(registered[index] !== other);
          const presented = registered.slice(0, index) + other + registered.slice(index + 1);
          expect(matchesRedirectUri(registered, presented)).toBe(false);
        },
      ),
    );
  });

  it.each([
    ['http://127.0.0.1/callback', 'http://127.0.0.1:51004/callback'],
    ['http://127.0.0.1:8000/callback', 'http://127.0.0.1:51004/callback'],
    ['http://127.0.0.1:8000/callback', 'http://127.0.0.1/callback'],
    ['http://127.0.0.1', 'http://127.0.0.1:65535'],
    ['http://[::1]/callback?x=1', 'http://[::1]:51004/callback?x=1'],
  ])('leaves the port of a loopback address free: %s and %s', (loopback, presented) => {
    expect(matchesRedirectUri(loopback, presented)).toBe(true);
  });

  it.each([
    ['another path', 'http://127.0.0.1:51004/other'],
    ['another query', 'http://127.0.0.1:51004/callback?x=1'],
    ['another loopback address', 'http://[::1]:51004/callback'],
    ['a loopback name', 'http://localhost:51004/callback'],
    ['another scheme', 'https://127.0.0.1:51004/callback'],
    ['a port that is user information', 'http://127.0.0.1:51004@evil.example/callback'],
    ['a host that starts like the address', 'http://127.0.0.1.evil.example/callback'],
    ['a port that does not exist', 'http://127.0.0.1:65536/callback'],
    ['port zero', 'http://127.0.0.1:0/callback'],
    ['an empty port', 'http://127.0.0.1:/callback'],
    ['a line break', 'http://127.0.0.1:51004/callback\n'],
  ])('does not match %s', (_, presented) => {
    expect(matchesRedirectUri('http://127.0.0.1/callback', presented)).toBe(false);
  });

  it('keeps the port of localhost and of https', () => {
    expect(matchesRedirectUri('http://localhost/cb', 'http://localhost:51004/cb')).toBe(false);
    expect(matchesRedirectUri('https://127.0.0.1/cb', 'https://127.0.0.1:51004/cb')).toBe(false);
  });
});

describe('redirectLocation', () => {
  it('adds a query', () => {
    expect(redirectLocation('https://app.example.com/cb', { code: 'x', state: 'y' })).toBe(
      'https://app.example.com/cb?code=x&state=y',
    );
  });

  it.each([
    ['https://app.example.com/cb?a=%2F+b', 'https://app.example.com/cb?a=%2F+b&code=x'],
    ['https://app.example.com/cb?', 'https://app.example.com/cb?code=x'],
    ['https://app.example.com/cb?a=1&', 'https://app.example.com/cb?a=1&code=x'],
    ['https://app.example.com', 'https://app.example.com?code=x'],
    ['com.example.app:/cb', 'com.example.app:/cb?code=x'],
  ])('keeps %s and its query', (redirectUri, location) => {
    expect(redirectLocation(redirectUri, { code: 'x' })).toBe(location);
  });

  it('leaves out parameters that are undefined', () => {
    expect(redirectLocation('https://a.example/', { code: 'x', state: undefined })).toBe(
      'https://a.example/?code=x',
    );
    expect(redirectLocation('https://a.example/', { state: undefined })).toBe('https://a.example/');
  });

  it('lets no value break out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (state) => {
        const location = redirectLocation('https://a.example/cb?x=1', { state, iss: 'https://as.example' });
        expect(location).toMatch(/^[\x21-\x7E]+$/);
        const url = new URL(location);
        expect(url.origin + url.pathname + url.hash).toBe('https://a.example/cb');
        expect([...url.searchParams]).toEqual([
          ['x', '1'],
          ['state', state],
          ['iss', 'https://as.example'],
        ]);
      }),
    );
  });
});
