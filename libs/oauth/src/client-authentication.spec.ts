import fc from 'fast-check';
import { takeClientAuthentication } from './client-authentication';
import { OAuthError } from './oauth-error';
import { parseParameters } from './parameters';

type Request = Parameters<typeof takeClientAuthentication>[0];

const refusal = (code: string, description: RegExp) =>
  expect.objectContaining({ code, description: expect.stringMatching(description) });

const base64 = (text: string) => Buffer.from(text).toString('base64');
const basic = (clientId: string, secret: string) =>
  `Basic ${base64(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`)}`;

describe('takeClientAuthentication', () => {
  it('reads a public client from client_id', () => {
    const clientAuthentication = takeClientAuthentication({ parameters: { client_id: 'demo-tv' } });
    expect(clientAuthentication).toEqual({ method: 'none', clientId: 'demo-tv', credential: '' });
  });

  it('reads client_id and client_secret from the form', () => {
    const clientAuthentication = takeClientAuthentication({
      parameters: { client_id: 'app', client_secret: 's3cret' },
    });
    expect(clientAuthentication).toEqual({
      method: 'client_secret_post',
      clientId: 'app',
      credential: 's3cret',
    });
  });

  it('reads HTTP Basic', () => {
    // The example of RFC 6749 section 2.3.1.
    const clientAuthentication = takeClientAuthentication({
      authorization: 'Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3',
      parameters: {},
    });
    expect(clientAuthentication).toEqual({
      method: 'client_secret_basic',
      clientId: 's6BhdRkqt3',
      credential: '7Fjfp0ZBr1KtDRbnfVdmIw',
    });
  });

  it('takes the name of the scheme in any case', () => {
    const authorization = basic('app', 's').replace('Basic', 'bASIC');
    expect(takeClientAuthentication({ authorization, parameters: {} }).clientId).toBe('app');
  });

  it('undoes the form encoding of both parts of HTTP Basic', () => {
    const clientAuthentication = takeClientAuthentication({
      authorization: `Basic ${base64('my%3Aapp:a+b%2Bc%25')}`,
      parameters: {},
    });
    expect(clientAuthentication).toMatchObject({ clientId: 'my:app', credential: 'a b+c%' });
  });

  it('keeps colons of a secret that was not form-encoded', () => {
    const clientAuthentication = takeClientAuthentication({
      authorization: `Basic ${base64('app:a:b')}`,
      parameters: {},
    });
    expect(clientAuthentication).toMatchObject({ clientId: 'app', credential: 'a:b' });
  });

  it('takes every client_id and secret of visible ASCII over both ways', () => {
    const visibleAscii = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 100,
    });
    fc.assert(
      fc.property(visibleAscii, visibleAscii, (clientId, credential) => {
        const header = takeClientAuthentication({
          authorization: basic(clientId, credential),
          parameters: {},
        });
        expect(header).toMatchObject({ clientId, credential });
        const form = takeClientAuthentication({
          parameters: { client_id: clientId, client_secret: credential },
        });
        expect(form).toMatchObject({ clientId, credential });
      }),
    );
  });

  it('takes the client out of the parameters and leaves the others', () => {
    const { parameters } = parseParameters(
      'client_id=app&client_secret=s&grant_type=client_credentials&__proto__=a&constructor=b',
    );
    takeClientAuthentication({ parameters });
    expect(Object.entries(parameters)).toEqual([
      ['grant_type', 'client_credentials'],
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('allows an equal client_id beside HTTP Basic', () => {
    const parameters = { client_id: 'app', code: 'x' };
    const clientAuthentication = takeClientAuthentication({
      authorization: basic('app', 's'),
      parameters,
    });
    expect(clientAuthentication).toMatchObject({ method: 'client_secret_basic', clientId: 'app' });
    expect(parameters).toEqual({ code: 'x' });
  });

  it('refuses another client_id beside HTTP Basic', () => {
    expect(() =>
      takeClientAuthentication({ authorization: basic('app', 's'), parameters: { client_id: 'App' } }),
    ).toThrow(refusal('invalid_request', /client_id differs/));
  });

  it('refuses two methods at once, even when they agree', () => {
    expect(() =>
      takeClientAuthentication({ authorization: basic('app', 's'), parameters: { client_secret: 's' } }),
    ).toThrow(refusal('invalid_request', /authenticates twice/));
  });

  it('refuses a secret without a client', () => {
    expect(() => takeClientAuthentication({ parameters: { client_secret: 's' } })).toThrow(
      refusal('invalid_request', /without client_id/),
    );
  });

  it('refuses a request that names no client', () => {
    expect(() => takeClientAuthentication({ parameters: { code: 'x' } })).toThrow(
      refusal('invalid_client', /names no client/),
    );
  });

  it.each([
    ['an empty header', ''],
    ['another scheme', 'Bearer abc'],
    ['a bare token', 'czZCaGRSa3F0Mzo3'],
    ['no credentials', 'Basic'],
    ['no credentials after the space', 'Basic '],
    ['characters outside Base64', 'Basic czZC*GRS'],
    ['the alphabet of base64url', 'Basic czZC-_RS'],
    ['two tokens', 'Basic czZC czZC'],
    ['padding in the middle', 'Basic cz==ZC'],
  ])('refuses %s', (_, authorization) => {
    expect(() => takeClientAuthentication({ authorization, parameters: {} })).toThrow(
      refusal('invalid_client', /Authorization header must be the word Basic/),
    );
  });

  it.each([
    ['without a colon', base64('app'), /colon between/],
    ['without a secret', base64('app:'), /hold no secret/],
    ['without a client', base64(':s3cret'), /client_id must have/],
    ['with a broken escape', base64('app:100%'), /form-encode/],
    ['with escapes that are not UTF-8', base64('app:%FF'), /form-encode/],
    ['with a control character', base64('app:a%00b'), /client secret must have/],
    ['with a line break in the client', base64('a%0D%0Ab:s'), /client_id must have/],
    ['with characters outside ASCII', base64('app:sécret'), /client secret must have/],
  ])('refuses HTTP Basic %s', (_, credentials, description) => {
    expect(() => takeClientAuthentication({ authorization: `Basic ${credentials}`, parameters: {} })).toThrow(
      refusal('invalid_client', description),
    );
  });

  it('bounds the header, the client_id and the secret', () => {
    expect(() =>
      takeClientAuthentication({ authorization: `Basic ${'a'.repeat(4096)}`, parameters: {} }),
    ).toThrow(refusal('invalid_client', /longer than 4096/));
    const longIds: Request[] = [
      { parameters: { client_id: 'a'.repeat(257) } },
      { authorization: basic('a'.repeat(257), 's'), parameters: {} },
    ];
    for (const request of longIds) {
      expect(() => takeClientAuthentication(request)).toThrow(refusal('invalid_client', /1 to 256 visible/));
    }
    const longSecrets: Request[] = [
      { parameters: { client_id: 'a', client_secret: 's'.repeat(513) } },
      { authorization: basic('a', 's'.repeat(513)), parameters: {} },
    ];
    for (const request of longSecrets) {
      expect(() => takeClientAuthentication(request)).toThrow(refusal('invalid_client', /1 to 512 visible/));
    }
  });

  it.each<Request>([
    { authorization: `Basic ${base64('app:hunter2%')}`, parameters: {} },
    { authorization: `Basic ${base64('app:hunter2\0')}`, parameters: {} },
    { authorization: `Basic ${base64('hunter2')}`, parameters: {} },
    { authorization: `Bearer ${base64('app:hunter2')}`, parameters: {} },
    { authorization: basic('app', 'hunter2'), parameters: { client_id: 'other' } },
    { authorization: basic('app', 'hunter2'), parameters: { client_secret: 'hunter2' } },
    { parameters: { client_secret: 'hunter2' } },
    { parameters: { client_id: 'app', client_secret: 'hunter2\n' } },
  ])('never puts a secret in an error (%#)', (request) => {
    expect.assertions(3);
    try {
      takeClientAuthentication(request);
    } catch (error) {
      const everything = [error, String(error), error instanceof OAuthError && [error.cause, error.detail]];
      expect(JSON.stringify(everything)).not.toContain('hunter2');
      expect(JSON.stringify(everything)).not.toContain(base64('app:hunter2'));
      expect(error).toBeInstanceOf(OAuthError);
    }
  });
});
