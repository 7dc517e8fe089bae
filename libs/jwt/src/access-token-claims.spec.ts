import { assertAccessTokenClaims } from './access-token-claims';

const claims = {
  iss: 'https://auth.example.com',
  sub: 'ada',
  aud: 'https://api.example.com/',
  exp: 1_900_000_300,
  iat: 1_900_000_000,
  jti: 'token-1',
  client_id: 'demo-web',
};

describe('the client of the first token', () => {
  it('is text, or left out', () => {
    expect(() => assertAccessTokenClaims({ ...claims, origin_client_id: 'web' })).not.toThrow();
    for (const origin_client_id of ['', 7, null]) {
      expect(() => assertAccessTokenClaims({ ...claims, origin_client_id })).toThrow(
        expect.objectContaining({ code: 'invalid_token' }),
      );
    }
  });
});

describe('the key that a token is bound to', () => {
  it('is named by its thumbprint (RFC 9449 §6.1)', () => {
    expect(() => assertAccessTokenClaims({ ...claims, cnf: { jkt: 'x'.repeat(43) } })).not.toThrow();
  });

  it.each([
    null,
    'x'.repeat(43),
    [],
    {},
    { jkt: '' },
    { jkt: 7 },
    { jkt: 'x'.repeat(42) },
    { jkt: `${'x'.repeat(42)}=` },
    { 'x5t#S256': 'x'.repeat(43) },
    { jkt: 'x'.repeat(43), 'x5t#S256': 'x'.repeat(43) },
  ])('is refused as %j: nobody would check it', (cnf) => {
    expect(() => assertAccessTokenClaims({ ...claims, cnf })).toThrow(
      expect.objectContaining({ code: 'invalid_token', detail: expect.stringContaining('cnf') }),
    );
  });
});
