import { NoAccessTokenError } from './access-token';
import { DpopProofError } from './dpop-error';
import { readPresentedToken, refuseTokenInQuery } from './presented-token';

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln-_tdXJl';
const opaque = 'abcdefghijklmnopqrstuvwxyz-_0123456789';

const read = (rawHeaders: string[], url = '/resource/') => readPresentedToken({ url, rawHeaders });
const refusalOf = (rawHeaders: string[], url?: string): unknown => {
  try {
    return read(rawHeaders, url);
  } catch (error) {
    return error;
  }
};

describe('readPresentedToken', () => {
  it.each([
    ['Bearer', `Bearer ${token}`, { scheme: 'Bearer', accessToken: token }],
    ['Bearer in lower case', `bearer ${token}`, { scheme: 'Bearer', accessToken: token }],
    ['Bearer with an opaque token', `Bearer ${opaque}`, { scheme: 'Bearer', accessToken: opaque }],
    ['a bare JWT', token, { scheme: 'bare', accessToken: token }],
    ['a bare opaque token', opaque, { scheme: 'bare', accessToken: opaque }],
  ])('reads %s', (_, authorization, presented) => {
    expect(read(['Host', 'localhost', 'Authorization', authorization])).toEqual(presented);
  });

  it.each(['DPoP', 'dpop', 'DPOP'])('reads %s with its proof', (scheme) => {
    const headers = ['AUTHORIZATION', `${scheme} ${token}`, 'dPoP', 'a.b.c'];
    expect(read(headers)).toEqual({ scheme: 'DPoP', accessToken: token, proof: 'a.b.c' });
  });

  it('takes no notice of a proof that comes with a bearer token', () => {
    expect(read(['authorization', `Bearer ${token}`, 'dpop', 'a.b.c', 'dpop', 'd.e.f'])).toEqual({
      scheme: 'Bearer',
      accessToken: token,
    });
  });

  it('says that a token is needed when there is none', () => {
    expect(refusalOf(['Host', 'localhost'])).toBeInstanceOf(NoAccessTokenError);
    expect(refusalOf([])).toBeInstanceOf(NoAccessTokenError);
    expect(refusalOf(['Authorization', 'Basic ZGVtbzpzZWNyZXQ='])).toBeInstanceOf(NoAccessTokenError);
  });

  it.each([
    ['the same one twice', ['authorization', `Bearer ${token}`, 'Authorization', `Bearer ${token}`]],
    [
      'one of another scheme',
      ['Authorization', 'Basic ZGVtbzpzZWNyZXQ=', 'authorization', `Bearer ${token}`],
    ],
    ['an empty one', ['Authorization', '', 'authorization', `Bearer ${token}`]],
  ])('refuses several Authorization headers: %s', (_, rawHeaders) => {
    expect(refusalOf(rawHeaders)).toMatchObject({ code: 'invalid_request' });
  });

  it.each([
    ['none', []],
    ['two', ['dpop', 'a.b.c', 'DPoP', 'a.b.c']],
  ])('refuses a bound token with %s of a proof', (_, proofs) => {
    expect(refusalOf(['authorization', `DPoP ${token}`, ...proofs])).toBeInstanceOf(DpopProofError);
  });

  it.each(['DPoP', 'DPoP ', `DPoP ${token}, DPoP ${token}`, `DPoP ${token} ${token}`, `DPoP "${token}"`])(
    'refuses %j as malformed',
    (authorization) => {
      const refusal = refusalOf(['authorization', authorization, 'dpop', 'a.b.c']);
      expect(refusal).toMatchObject({ code: 'invalid_token' });
      expect(refusal).not.toBeInstanceOf(NoAccessTokenError);
    },
  );

  it('refuses a token in the query, also beside one in the header', () => {
    const url = `/resource/?access_token=${token}`;
    expect(refusalOf([], url)).toMatchObject({ code: 'invalid_request' });
    expect(refusalOf(['Authorization', `Bearer ${token}`], url)).toMatchObject({ code: 'invalid_request' });
  });
});

describe('refuseTokenInQuery', () => {
  it.each([
    '/?access_token=x',
    '/?access_token',
    '/?a=b&access_token=',
    '/?access%5Ftoken=x',
    '/?%61ccess_token=x',
    '/a?b=c?&access_token=x',
  ])('refuses %s and does not repeat it', (url) => {
    expect(() => refuseTokenInQuery(url)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        description: expect.stringMatching(/Authorization header/),
      }),
    );
  });

  it.each([
    undefined,
    '',
    '/',
    '/access_token',
    '/?token=x',
    '/?my_access_token=x',
    '/?q=access_token',
    '/?a=%20',
  ])('lets %j pass', (url) => {
    expect(() => refuseTokenInQuery(url)).not.toThrow();
  });
});
