import { PageError } from '../errors/page-error';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  signInPath,
  type Continuation,
} from './continuation';

describe('continuations', () => {
  const requestUri = 'urn:ietf:params:oauth:request_uri:a&b=c';

  it.each<[Continuation, string, string]>([
    [{ to: 'welcome' }, '/sign-in', '/'],
    [{ to: 'device', userCode: undefined }, '/sign-in?to=device', '/device'],
    [
      { to: 'device', userCode: 'ETE3 9050' },
      '/sign-in?to=device&user_code=ETE3+9050',
      '/device?user_code=ETE3+9050',
    ],
    [
      { to: 'consent', requestUri },
      '/sign-in?request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aa%26b%3Dc',
      '/consent?request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Aa%26b%3Dc',
    ],
    [
      { to: 'consent', requestUri: 'urn:a', language: 'fr' },
      '/sign-in?request_uri=urn%3Aa&ui_locales=fr',
      '/consent?request_uri=urn%3Aa&ui_locales=fr',
    ],
    [
      { to: 'device', userCode: 'A', language: 'nl' },
      '/sign-in?to=device&user_code=A&ui_locales=nl',
      '/device?user_code=A&ui_locales=nl',
    ],
    [{ to: 'account' }, '/sign-in?to=account', '/account'],
    [
      { to: 'consent', requestUri: 'a', forced: true, language: 'it' },
      '/sign-in?request_uri=a&prompt=consent&ui_locales=it',
      '/consent?request_uri=a&prompt=consent&ui_locales=it',
    ],
  ])('leads from signing in to %j', (continuation, signIn, path) => {
    expect(signInPath(continuation)).toBe(signIn);
    expect(continuationPath(continuation)).toBe(path);
    expect(parseContinuation(continuationFields(continuation))).toEqual(continuation);
  });

  it.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'takes %s for a handle or a code, never for an address',
    (address) => {
      const own = 'https://auth.example.com';
      for (const fields of [{ request_uri: address }, { to: 'device', user_code: address }]) {
        expect(new URL(continuationPath(parseContinuation(fields)), own).origin).toBe(own);
      }
    },
  );

  it.each([
    ['two continuations at once', { to: 'device', request_uri: requestUri }],
    ['the account and a request at once', { to: 'account', request_uri: requestUri }],
    ['an unknown one', { to: 'https://evil.example/' }],
    ['a handle that is too long', { request_uri: 'a'.repeat(513) }],
    ['a code that is too long', { to: 'device', user_code: 'a'.repeat(65) }],
  ])('refuses %s', (_what, fields) => {
    expect(() => parseContinuation(fields)).toThrow(PageError);
  });
});
