import { OAuthError } from '@latchkey/oauth';
import { NoAccessTokenError } from './access-token';
import { bearerChallenge } from './bearer-challenge';

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
