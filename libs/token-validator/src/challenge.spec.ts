import { OAuthError } from '@latchkey/oauth';
import { NoAccessTokenError } from './access-token';
import { bearerChallenge, challenges } from './challenge';
import { DpopProofError } from './dpop-error';

describe('bearerChallenge', () => {
  it('has no error code when nothing was wrong with a token', () => {
    expect(bearerChallenge()).toBe('Bearer realm="latchkey"');
    expect(bearerChallenge(new NoAccessTokenError('send a token'))).toBe('Bearer realm="latchkey"');
  });

  it('carries the code and the public words of an error, never the private ones', () => {
    const error = new OAuthError('invalid_token', { description: 'it has expired', detail: 'exp 5' });
    expect(bearerChallenge(error)).toBe(
      'Bearer realm="latchkey", error="invalid_token", error_description="it has expired"',
    );
  });

  it('names the scopes that are needed', () => {
    const challenge = bearerChallenge(new OAuthError('insufficient_scope'), {
      scope: ['flex:read', 'flex:control'],
    });
    expect(challenge).toBe(
      'Bearer realm="latchkey", error="insufficient_scope", scope="flex:read flex:control"',
    );
  });

  it('leaves out errors that are not about the token', () => {
    expect(bearerChallenge(new OAuthError('server_error'))).toBe('Bearer realm="latchkey"');
  });

  it('keeps a value within its quotes and on its line', () => {
    const challenge = bearerChallenge(new OAuthError('invalid_token', { description: 'a"b\\c\r\nX: 1' }), {
      realm: 'a"b\\c\r\nSet-Cookie: x=é',
      scope: ['a"', 'b\n'],
    });
    expect(challenge).toBe(
      'Bearer realm="a\\"b\\\\c??Set-Cookie: x=?", error="invalid_token", ' +
        'error_description="a?b?c??X: 1", scope="a\\" b?"',
    );
  });
});

describe('challenges', () => {
  const resourceMetadata = 'https://api.example.com/.well-known/oauth-protected-resource/resource';

  it('names both schemes, the scopes and the metadata of the resource when there was no token', () => {
    const error = new NoAccessTokenError('send a token');
    expect(challenges(error, { scheme: 'Bearer', scope: ['flex:read'], resourceMetadata })).toEqual([
      `Bearer realm="latchkey", scope="flex:read", resource_metadata="${resourceMetadata}"`,
      `DPoP realm="latchkey", scope="flex:read", resource_metadata="${resourceMetadata}", ` +
        'algs="ES256 RS256 EdDSA"',
    ]);
  });

  it('puts the error to the scheme that the client used', () => {
    const error = new OAuthError('invalid_token');
    expect(challenges(error, { scheme: 'Bearer' })).toEqual([
      'Bearer realm="latchkey", error="invalid_token"',
      'DPoP realm="latchkey", algs="ES256 RS256 EdDSA"',
    ]);
    expect(challenges(error, { scheme: 'DPoP' })).toEqual([
      'Bearer realm="latchkey"',
      'DPoP realm="latchkey", error="invalid_token", algs="ES256 RS256 EdDSA"',
    ]);
  });

  it('says of a proof that it is the proof', () => {
    const error = new DpopProofError('make another', { detail: 'iat 5' });
    expect(challenges(error, { scheme: 'Bearer' })).toEqual([
      'Bearer realm="latchkey"',
      'DPoP realm="latchkey", error="invalid_dpop_proof", error_description="make another", ' +
        'algs="ES256 RS256 EdDSA"',
    ]);
  });
});
