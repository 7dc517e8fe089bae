import { OAuthError } from '@latchkey/oauth';

/**
 * Refuses an access token (RFC 6750 §3.1). Whoever sent it reads the same words whatever is wrong with it; the
 * detail is for the log.
 */
export function invalidToken(detail: string): OAuthError {
  return new OAuthError('invalid_token', {
    description:
      'the access token is malformed, expired, revoked or meant for another resource: request a new one',
    detail,
  });
}
