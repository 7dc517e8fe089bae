import { OAuthError } from '@latchkey/oauth';

// One text for whatever is wrong with a code or token, so that it does not tell which ones exist.
const descriptions = {
  code: 'the authorization code is invalid, expired, used already or issued to another client: start a new authorization request',
  'refresh token':
    'the refresh token is invalid, expired, revoked or issued to another client: start a new authorization request',
} as const;

/**
 * The refusal of a code or refresh token (RFC 6749 §5.2).
 *
 * @param detail the real reason, for the log
 */
export function invalidGrant(kind: keyof typeof descriptions, detail: string): OAuthError {
  return new OAuthError('invalid_grant', { description: descriptions[kind], detail });
}
