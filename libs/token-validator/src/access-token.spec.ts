import { OAuthError } from '@latchkey/oauth';
import { NoAccessTokenError, maximumTokenLength, readAccessToken } from './access-token';

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln-_tdXJl';

function refusalOf(authorization: string | undefined): unknown {
  try {
    return readAccessToken(authorization);
  } catch (error) {
    return error;
  }
}

describe('readAccessToken', () => {
  it.each([
    ['the scheme Bearer', `Bearer ${token}`],
    ['the scheme in lower case', `bearer ${token}`],
    ['the scheme in upper case', `BEARER ${token}`],
    ['several spaces after the scheme', `Bearer   ${token}`],
    ['a space at the end', `Bearer ${token} `],
    ['no scheme', token],
  ])('reads the token with %s', (_, authorization) => {
    expect(readAccessToken(authorization)).toBe(token);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['Basic credentials', 'Basic ZGVtbzpzZWNyZXQ='],
    ['a DPoP-bound token', `DPoP ${token}`],
    ['Digest credentials', 'Digest username="ada", realm="x"'],
    ['one word that is no token', 'garbage'],
  ])('says that a token is needed when there is %s', (_, authorization) => {
    expect(refusalOf(authorization)).toBeInstanceOf(NoAccessTokenError);
    expect(refusalOf(authorization)).toMatchObject({ code: 'invalid_token' });
  });

  it.each([
    ['the scheme without a token', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['two tokens', `Bearer ${token} ${token}`],
    ['a token in quotes', `Bearer "${token}"`],
    ['a list', `Bearer ${token}, Bearer ${token}`],
    ['a line break', `Bearer ${token}\r\nX-Other: 1`],
    ['a character outside ASCII', `Bearer ${token}é`],
    ['two bare tokens', `${token} ${token}`],
  ])('refuses %s as malformed', (_, authorization) => {
    const refusal = refusalOf(authorization);
    expect(refusal).toBeInstanceOf(OAuthError);
    expect(refusal).not.toBeInstanceOf(NoAccessTokenError);
    expect(refusal).toMatchObject({ code: 'invalid_token' });
  });

  it('takes a token of the greatest length and refuses one character more', () => {
    const longest = `${token}${'a'.repeat(maximumTokenLength - token.length)}`;
    expect(readAccessToken(`Bearer ${longest}`)).toBe(longest);
    expect(readAccessToken(longest)).toBe(longest);
    expect(() => readAccessToken(`Bearer ${longest}a`)).toThrow(OAuthError);
    expect(() => readAccessToken(`${longest}a`)).toThrow(OAuthError);
  });

  it('repeats nothing of what was sent', () => {
    for (const authorization of ['Basic c2VjcmV0', `Bearer ${token} ${token}`, 'secret-looking']) {
      expect(String((refusalOf(authorization) as Error).message)).not.toMatch(/c2VjcmV0|eyJ|secret/);
    }
  });
});
