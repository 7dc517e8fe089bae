import { invalidToken } from './invalid-token';

/** The claims of an access token (RFC 9068 §2.2). Times are seconds since the epoch. */
export interface AccessTokenClaims {
  /** Issuer identifier of the authorization server. */
  iss: string;
  /** Who the token speaks for: a user, or the client itself. */
  sub: string;
  /** Resources that may accept the token; never empty. */
  aud: string | string[];
  /** When the token ends. */
  exp: number;
  /** When the token was issued. */
  iat: number;
  /** Identifier of the token. */
  jti: string;
  /** Client that the token was issued to. */
  client_id: string;
  /** Granted scopes, separated by spaces (RFC 6749 §3.3). */
  scope?: string;
  /** When the user signed in. */
  auth_time?: number;
  /** Identity of the grant behind the token, so that revoking the grant ends it. A claim of Latchkey's own. */
  grant_id?: string;
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTime = (value: unknown) => Number.isSafeInteger(value);
const isAudience = (value: unknown) =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
const optional = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || test(value);

const claimTests: Record<keyof AccessTokenClaims, (value: unknown) => boolean> = {
  iss: isText,
  sub: isText,
  aud: isAudience,
  exp: isTime,
  iat: isTime,
  jti: isText,
  client_id: isText,
  scope: optional((value) => typeof value === 'string'),
  auth_time: optional(isTime),
  grant_id: optional(isText),
};

/** Checks that a payload has the claims of an access token. Throws `invalid_token` when it does not. */
export function assertAccessTokenClaims(payload: object): asserts payload is AccessTokenClaims {
  const claims = new Map<string, unknown>(Object.entries(payload));
  for (const [claim, test] of Object.entries(claimTests)) {
    if (!test(claims.get(claim))) throw invalidToken(`the claim ${claim} is missing or malformed`);
  }
}
