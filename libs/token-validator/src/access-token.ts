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

// RFC 6750 §2.1: b64token. A token of Latchkey is a JWT in compact form: three parts with dots between them.
const bearerCredentials = /^Bearer +(?<token>[\w.~+/-]+=*) *$/i;
const bareToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const otherScheme = /^(?!Bearer(?: |$))[a-z][a-z0-9-]*(?: |$)/i;

/**
 * Takes the access token out of an Authorization header: `Bearer TOKEN` with the scheme in any case
 * (RFC 6750 §2.1), or the token alone.
 *
 * @throws NoAccessTokenError when there is no header, or one of another scheme such as Basic
 * @throws OAuthError `invalid_token` when what stands there is no token, or longer than 8192 characters
 */
export function readAccessToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') {
    throw new NoAccessTokenError('send an access token in the Authorization header');
  }
  if (authorization.length > maximumTokenLength + 'Bearer '.length) throw tooLong();
  const token = bareToken.test(authorization)
    ? authorization
    : bearerCredentials.exec(authorization)?.groups?.token;
  if (token === undefined) {
    throw otherScheme.test(authorization)
      ? new NoAccessTokenError('this resource takes an access token: send Authorization: Bearer ACCESS_TOKEN')
      : malformed();
  }
  if (token.length > maximumTokenLength) throw tooLong();
  return token;
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
