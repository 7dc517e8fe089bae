import type { FastifyRequest } from 'fastify';
import { addressWithoutLanguage, pageAddress, switchAddress } from './page-address';

const get = (url: string) => ({ method: 'GET', raw: { url } }) as unknown as FastifyRequest;
const post = (url: string, form: string) =>
  ({ method: 'POST', raw: { url }, body: Buffer.from(form) }) as unknown as FastifyRequest;

describe('pageAddress', () => {
  it.each([
    ['/', '/'],
    ['/device/', '/device'],
    ['/device?user_code=ETE39050', '/device?user_code=ETE39050'],
    ['/sign-in?request_uri=urn%3Aa&ui_locales=fr', '/sign-in?request_uri=urn%3Aa&ui_locales=fr'],
    ['/device?set_language=de&user_code=A%20B&&', '/device?user_code=A%20B'],
    ['/email/sign-up?token=secret&to=device', '/email/sign-up?to=device'],
  ])('finds the page of %s at %s', (url, address) => {
    expect(pageAddress(get(url))).toBe(address);
  });

  it.each(['//evil.example/a', '/\\evil.example', '/a\\b', 'https://evil.example/', '*', ''])(
    'knows none of ours at %j',
    (url) => {
      expect(pageAddress(get(url))).toBeUndefined();
      expect(addressWithoutLanguage(get(url))).toBeUndefined();
    },
  );

  it.each([
    [
      '/consent',
      'request_uri=urn%3Aa&ui_locales=fr&decision=allow&form_token=t',
      '/consent?request_uri=urn%3Aa&ui_locales=fr',
    ],
    ['/device/', 'user_code=ETE3+9050&decision=deny', '/device?user_code=ETE3+9050'],
    ['/sign-in', 'to=device&email=a&password=b', '/sign-in?to=device'],
    ['/sign-in', 'to=changeEmail&email_link=l&password=b', '/sign-in?to=changeEmail&email_link=l'],
    ['/sign-in/passkey', 'to=account&passkey_response=p', '/sign-in?to=account'],
    [
      '/sign-in/second-step/recovery-code',
      'to=account&page=security&reauthenticate=1&recovery_code=c',
      '/sign-in/second-step?to=account&page=security&reauthenticate=1',
    ],
    ['/sign-out', 'request_uri=urn%3Aa', '/sign-in?request_uri=urn%3Aa'],
    [
      '/account/authenticator',
      'request_uri=urn%3Aa&secret=a&otpauth_uri=b&enrolment_token=c&code=1',
      '/account/authenticator?request_uri=urn%3Aa',
    ],
    ['/account/delete', 'email=a&ui_locales=fr', '/account/delete?ui_locales=fr'],
    ['/sign-up', 'to=device&email=a%40b&again=yes', '/sign-up?to=device'],
    ['/email/sign-up', 'link=l&to=device&name=n&password=p&form_token=t', '/email/sign-up?link=l&to=device'],
  ])(
    'finds the page that a form to %s stood on, without what was typed or is secret',
    (url, form, address) => {
      expect(pageAddress(post(url, form))).toBe(address);
    },
  );

  it('knows no page behind a form that a client posted', () => {
    expect(pageAddress(post('/authorize', 'client_id=a'))).toBeUndefined();
    expect(pageAddress(post('/nowhere', 'a=b'))).toBeUndefined();
  });
});

describe('addressWithoutLanguage', () => {
  it('lets go of the language that a link or a client asked for', () => {
    const url = '/sign-in?ui_locales=fr%20de&request_uri=urn%3Aa&set_language=nl';
    expect(addressWithoutLanguage(get(url))).toBe('/sign-in?request_uri=urn%3Aa');
  });
});

describe('switchAddress', () => {
  it('offers a page in other languages, but nothing that a client asked, and nothing long', () => {
    expect(switchAddress(get('/device?user_code=A'))).toBe('/device?user_code=A');
    expect(switchAddress(get('/authorize/?client_id=a'))).toBeUndefined();
    expect(switchAddress(get(`/nowhere?${'a'.repeat(400)}`))).toBeUndefined();
  });
});
