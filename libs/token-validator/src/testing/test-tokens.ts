import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { TokenIntrospectionSchema, type TokenIntrospection } from '@latchkey/contracts';
import { signAccessToken, type AccessTokenClaims, type Actor, type SigningKey } from '@latchkey/jwt';
import { parseScope } from '@latchkey/oauth';

export const issuer = 'https://auth.example.com';
export const audience = `${issuer}/resource/`;
export const start = Date.parse('2030-01-01T00:00:00Z');

/** The claims of a token that was issued at the start and lasts five minutes. */
export function claimsOf(changed: Partial<AccessTokenClaims> = {}): AccessTokenClaims {
  return {
    iss: issuer,
    sub: 'ada',
    aud: audience,
    iat: start / 1000,
    exp: start / 1000 + 300,
    jti: 'token-1',
    client_id: 'demo-web',
    scope: 'flex:read flex:control',
    grant_id: 'grant-1',
    acr: 'https://refeds.org/profile/mfa',
    auth_time: start / 1000 - 60,
    ...changed,
  };
}

/** Signs such a token. */
export function signToken(key: SigningKey, changed?: Partial<AccessTokenClaims>): string {
  return signAccessToken(claimsOf(changed), key);
}

/** What the issuer says about a token with these claims. */
export function introspectionOf(claims: AccessTokenClaims): TokenIntrospection {
  const { sub, client_id, aud, jti, grant_id, iss, iat, exp, scope, act, cnf, origin_client_id } = claims;
  const { acr = '', auth_time } = claims;
  const introspection: MessageInitShape<typeof TokenIntrospectionSchema> = {
    active: true,
    subject: sub,
    clientId: client_id,
    scopes: parseScope(scope),
    audiences: [aud].flat(),
    tokenId: jti,
    grantId: grant_id ?? '',
    issuer: iss,
    tokenKind: 'access_token',
    actors: actorsOf(act),
    confirmationThumbprint: cnf?.jkt ?? '',
    originClientId: origin_client_id ?? '',
    issueTime: timestampFromMs(iat * 1000),
    acr,
    ...(auth_time !== undefined && { authTime: timestampFromMs(auth_time * 1000) }),
    expireTime: timestampFromMs(exp * 1000),
  };
  return create(TokenIntrospectionSchema, introspection);
}

function actorsOf(actor: Actor | undefined): string[] {
  return actor ? [actor.sub, ...actorsOf(actor.act)] : [];
}
