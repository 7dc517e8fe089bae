import { OAuthError } from '@latchkey/oauth';

/** Longest access token that is looked at, in characters. */
export const maximumTokenLength = 8192;

/**
 * A request carries no access token. To a client that is `invalid_token` like any other, but the challenge
 * that answers it has no error code, as RFC 6750 §3.1 asks: nothing that the client sent was wrong.
 */
export class NoAccessTokenError extends OAuthError {
  constructor(description: string) {
    super('invalid_token', { description });
  }
}

/** How an access token stands in an Authorization header; `bare` is the token alone. */
export type TokenScheme = 'bare' | 'Bearer' | 'DPoP';

/** An access token as it stands in an Authorization header. */
export interface TokenCredentials {
  scheme: TokenScheme;
  accessToken: string;
}

// RFC 6750 §2.1 and RFC 9449 §7.1: b64token and token68 are the same characters.
const credentials = /^(?:(?<bearer>Bearer)|DPoP) +(?<token>[\w.~+/-]+=*) *$/i;
// A JWT in compact form has three parts with dots between them; a word that is long enough is an opaque token.
const bareToken = /^(?:[\w-]+\.[\w-]+\.[\w-]+|[\w.~+/-]{32,}=*)$/;
const otherScheme = /^(?!(?:Bearer|DPoP)(?: |$))[a-z][a-z0-9-]*(?: |$)/i;

/**
 * Takes the access token out of an Authorization header: `Bearer TOKEN` (RFC 6750 §2.1) or `DPoP TOKEN`
 * (RFC 9449 §7.1) with the scheme in any case, or the token alone.
 *
 * @throws NoAccessTokenError when there is no header, or one of another scheme such as Basic
 * @throws OAuthError `invalid_token` when what stands there is no token, or longer than 8192 characters
 */
export function readTokenCredentials(authorization: string | undefined): TokenCredentials {
  if (authorization === undefined || authorization === '') {
    throw new NoAccessTokenError('send an access token in the Authorization header');
  }
  if (authorization.length > maximumTokenLength + 'Bearer '.length) throw tooLong();
  const groups = credentials.exec(authorization)?.groups;
  if (groups?.['token'] !== undefined) {
    if (groups['token'].length > maximumTokenLength) throw tooLong();
    return { scheme: groups['bearer'] === undefined ? 'DPoP' : 'Bearer', accessToken: groups['token'] };
  }
  if (bareToken.test(authorization)) {
    if (authorization.length > maximumTokenLength) throw tooLong();
    return { scheme: 'bare', accessToken: authorization };
  }
  throw otherScheme.test(authorization)
    ? new NoAccessTokenError('this resource takes an access token: send Authorization: Bearer ACCESS_TOKEN')
    : malformed();
}

/**
 * Takes a bearer token out of an Authorization header: `Bearer TOKEN`, or the token alone.
 *
 * @throws NoAccessTokenError when there is no header, or one of another scheme such as Basic or DPoP
 * @throws OAuthError `invalid_token` when what stands there is no token, or longer than 8192 characters
 */
export function readAccessToken(authorization: string | undefined): string {
  const { scheme, accessToken } = readTokenCredentials(authorization);
  if (scheme !== 'DPoP') return accessToken;
  throw new NoAccessTokenError('this resource takes bearer tokens: send Authorization: Bearer ACCESS_TOKEN');
}

function malformed(): OAuthError {
  return new OAuthError('invalid_token', {
    description: 'the Authorization header must be Bearer, a space and the access token as it was issued',
  });
}

function tooLong(): OAuthError {
  return new OAuthError('invalid_token', {
    description: `the access token is longer than ${maximumTokenLength} characters: send it as it was issued`,
  });
}
