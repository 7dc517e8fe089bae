import { OAuthError } from '@latchkey/oauth';

// One text for whatever is wrong with a code, token or assertion, so that it does not tell which ones exist.
const descriptions = {
  code: 'the authorization code is invalid, expired, used already or issued to another client, or redirect_uri, code_verifier or the key of the DPoP proof is not that of its authorization request: start a new authorization request',
  'refresh token':
    'the refresh token is invalid, expired, revoked, issued to another client or bound to a key that no DPoP proof was sent of: start a new authorization request',
  'device code':
    'the device code was redeemed already, or what it allowed was withdrawn: start a new device authorization request',
  assertion:
    'the assertion is invalid, expired, used already or not of an issuer that the client is registered for: get a new one',
} as const;

/**
 * The refusal of a code, refresh token, device code or assertion (RFC 6749 §5.2).
 *
 * @param detail the real reason, for the log
 */
export function invalidGrant(kind: keyof typeof descriptions, detail: string): OAuthError {
  return new OAuthError('invalid_grant', { description: descriptions[kind], detail });
}
