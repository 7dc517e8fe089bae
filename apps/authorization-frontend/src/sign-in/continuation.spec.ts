import { PageError } from '../errors/page-error';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  signInPath,
  type Continuation,
} from './continuation';

describe('continuations', () => {
  const link = 'Ab_-'.repeat(5) + 'xY';
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
    [{ to: 'account', page: 'data' }, '/sign-in?to=account&page=data', '/account/data'],
    [
      { to: 'account', page: 'security', requestUri: 'a', language: 'it' },
      '/sign-in?to=account&page=security&request_uri=a&ui_locales=it',
      '/account/security?request_uri=a&ui_locales=it',
    ],
    [
      { to: 'account', page: 'security', reauthenticate: true },
      '/sign-in?to=account&page=security&reauthenticate=1',
      '/account/security',
    ],
    [
      { to: 'consent', requestUri: 'a', reauthenticate: true },
      '/sign-in?request_uri=a&reauthenticate=1',
      '/consent?request_uri=a',
    ],
    [
      { to: 'changeEmail', link, language: 'de', reauthenticate: true },
      `/sign-in?to=changeEmail&email_link=${link}&reauthenticate=1&ui_locales=de`,
      `/email/change-email?link=${link}&ui_locales=de`,
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
    ['a page of the account that is not there', { to: 'account', page: '//evil.example' }],
    ['a request at another page of the account', { to: 'account', page: 'data', request_uri: requestUri }],
    ['no name of a link', { to: 'changeEmail' }],
    ['a name of a link that cannot be one', { to: 'changeEmail', email_link: '//evil.example/' }],
    ['a link and a request at once', { to: 'changeEmail', email_link: link, request_uri: requestUri }],
    ['an unknown one', { to: 'https://evil.example/' }],
    ['a handle that is too long', { request_uri: 'a'.repeat(513) }],
    ['a code that is too long', { to: 'device', user_code: 'a'.repeat(65) }],
  ])('refuses %s', (_what, fields) => {
    expect(() => parseContinuation(fields)).toThrow(PageError);
  });
});
