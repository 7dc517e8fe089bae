import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { TokenIntrospection } from '@latchkey/contracts';
import type { AccessTokenClaims, Actor } from '@latchkey/jwt';
import { parseScope } from '@latchkey/oauth';
import type { ValidatedToken } from './token-validator';

/** Reads the claims of a verified access token. */
export function tokenFromClaims(claims: AccessTokenClaims): ValidatedToken {
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    originClientId: claims.origin_client_id,
    kind: kindOf(claims.sub, claims.client_id),
    scopes: parseScope(claims.scope),
    audiences: [claims.aud].flat(),
    tokenId: claims.jti,
    grantId: claims.grant_id,
    issueTime: new Date(claims.iat * 1000),
    expireTime: new Date(claims.exp * 1000),
    acr: claims.acr,
    authTime: claims.auth_time === undefined ? undefined : new Date(claims.auth_time * 1000),
    actors: actorsOf(claims.act),
    confirmationThumbprint: claims.cnf?.jkt,
  };
}

/** Reads what the token issuer says about a token; undefined when it is not an active access token. */
export function tokenFromIntrospection(introspection: TokenIntrospection): ValidatedToken | undefined {
  const { active, subject, clientId, scopes, audiences, tokenId, tokenKind, actors } = introspection;
  const { issueTime, expireTime, grantId, confirmationThumbprint, originClientId, acr, authTime } =
    introspection;
  if (!active || !issueTime || !expireTime) return undefined;
  if (tokenKind !== '' && tokenKind !== 'access_token') return undefined;
  return {
    subject,
    clientId,
    originClientId: originClientId || undefined,
    kind: kindOf(subject, clientId),
    scopes,
    audiences,
    tokenId,
    grantId: grantId || undefined,
    issueTime: timestampDate(issueTime),
    expireTime: timestampDate(expireTime),
    acr: acr || undefined,
    authTime: authTime && timestampDate(authTime),
    actors,
    confirmationThumbprint: confirmationThumbprint || undefined,
  };
}

function kindOf(subject: string, clientId: string): ValidatedToken['kind'] {
  return subject === clientId ? 'client' : 'user';
}

function actorsOf(actor: Actor | undefined): string[] {
  return actor ? [actor.sub, ...actorsOf(actor.act)] : [];
}
