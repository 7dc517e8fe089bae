import { OAuthError, isOAuthErrorCode } from './oauth-error';

describe('OAuthError', () => {
  it('keeps what is public apart from what is private', () => {
    const cause = new Error('row is locked');
    const error = new OAuthError('invalid_grant', {
      description: 'ask for a new code',
      detail: 'code verifier does not match',
      cause,
    });

    expect(error).toMatchObject({
      code: 'invalid_grant',
      description: 'ask for a new code',
      detail: 'code verifier does not match',
      retryAfterSeconds: 0,
      cause,
    });
    expect(error.message).toBe('invalid_grant: code verifier does not match');
  });

  it('replaces what RFC 6749 section 5.2 does not allow in a description', () => {
    const { description } = new OAuthError('invalid_request', { description: 'a "b" \\ c\r\nSet-Cookie: é' });
    expect(description).toBe('a ?b? ? c??Set-Cookie: ?');
  });

  it('carries how long to wait', () => {
    expect(new OAuthError('slow_down', { retryAfterSeconds: 5 }).retryAfterSeconds).toBe(5);
  });
});

describe('isOAuthErrorCode', () => {
  it('tells registered codes from other words', () => {
    expect(isOAuthErrorCode('expired_token')).toBe(true);
    expect(isOAuthErrorCode('expired')).toBe(false);
    expect(isOAuthErrorCode('')).toBe(false);
  });
});
