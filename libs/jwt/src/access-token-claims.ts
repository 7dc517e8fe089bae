import { invalidToken } from './invalid-token';

/** Who acts for the subject of a token, with whoever acted before nested inside (RFC 8693 §4.1). */
export interface Actor {
  /** The actor: a client. */
  sub: string;
  /** Who acted before. For the record alone: it gives nobody any right. */
  act?: Actor;
}

/** How many actors a token may name, nested in each other. */
export const mostActors = 4;

/** What whoever presents a token has to prove (RFC 7800 §3.1): possession of a key. */
export interface Confirmation {
  /** SHA-256 thumbprint of the key, as base64url (RFC 9449 §6.1). */
  jkt: string;
}

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
  /** Authentication context class of the sign-in (RFC 9068 §2.2.1, RFC 9470 §6.1). */
  acr?: string;
  /** Identity of the grant behind the token, so that revoking the grant ends it. A claim of Latchkey's own. */
  grant_id?: string;
  /** Who acts for the subject; left out when the subject's own client does (RFC 8693 §4.1). */
  act?: Actor;
  /** The key that the token is bound to; left out of a bearer token (RFC 9449 §6.1). */
  cnf?: Confirmation;
  /**
   * Client of the token that this one came from by token exchange, the first of them, where that is another
   * client: revoking its tokens ends this one too. A claim of Latchkey's own.
   */
  origin_client_id?: string;
}

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isTime = (value: unknown) => Number.isSafeInteger(value);
const isAudience = (value: unknown) =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
const optional = (test: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || test(value);
const isActor = (value: unknown, most = mostActors): boolean =>
  typeof value === 'object' &&
  value !== null &&
  most > 0 &&
  'sub' in value &&
  isText(value.sub) &&
  (!('act' in value) || isActor(value.act, most - 1));

// A way of confirmation that is not known here is one that nobody would check: it is refused.
const isConfirmation = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  'jkt' in value &&
  typeof value.jkt === 'string' &&
  /^[\w-]{43}$/.test(value.jkt);

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
  acr: optional(isText),
  grant_id: optional(isText),
  act: optional((value) => isActor(value)),
  cnf: optional(isConfirmation),
  origin_client_id: optional(isText),
};

/** Checks that a payload has the claims of an access token. Throws `invalid_token` when it does not. */
export function assertAccessTokenClaims(payload: object): asserts payload is AccessTokenClaims {
  const claims = new Map<string, unknown>(Object.entries(payload));
  for (const [claim, test] of Object.entries(claimTests)) {
    if (!test(claims.get(claim))) throw invalidToken(`the claim ${claim} is missing or malformed`);
  }
}
