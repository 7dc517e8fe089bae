import { timestampMs } from '@bufbuild/protobuf/wkt';
import { create } from '@bufbuild/protobuf';
import { TokenIntrospectionSchema, type TokenIntrospection } from '@latchkey/contracts';
import { signJwt, type SigningKey } from '@latchkey/jwt';
import type { Introspection } from './introspect-token';

/** For whom and by whom an introspection answer is signed. */
export interface IntrospectionJwtOptions {
  issuer: string;
  /** The client that asked. */
  audience: string;
  key: SigningKey;
  now: Date;
}

/**
 * Signs an introspection answer (RFC 9701 §5). Its members are inside one claim and its type is its own, so
 * that it cannot pass for an access token (§8.1).
 */
export function signIntrospection(
  introspection: Introspection,
  { issuer, audience, key, now }: IntrospectionJwtOptions,
): string {
  const claims = {
    iss: issuer,
    aud: audience,
    iat: Math.floor(now.getTime() / 1000),
    token_introspection: membersOf(create(TokenIntrospectionSchema, introspection)),
  };
  return signJwt('token-introspection+jwt', claims, key);
}

/** The members of RFC 7662 §2.2; what is unset is left out. */
function membersOf(token: TokenIntrospection): object {
  if (!token.active) return { active: false };
  const { issueTime, expireTime, authTime, confirmationThumbprint: jkt } = token;
  return {
    active: true,
    iss: token.issuer,
    sub: token.subject,
    aud: token.audiences,
    client_id: token.clientId,
    scope: token.scopes.join(' '),
    ...(token.tokenKind === 'access_token' && { token_type: jkt ? 'DPoP' : 'Bearer' }),
    ...(issueTime && { iat: timestampMs(issueTime) / 1000 }),
    ...(expireTime && { exp: Math.floor(timestampMs(expireTime) / 1000) }),
    ...(token.tokenId && { jti: token.tokenId }),
    ...(token.grantId && { grant_id: token.grantId }),
    ...(token.actors.length > 0 && { act: actorOf(token.actors) }),
    ...(jkt && { cnf: { jkt } }), // RFC 9449 §6.2
    ...(token.originClientId && { origin_client_id: token.originClientId }),
    ...(token.acr && { acr: token.acr }), // RFC 9470 §6.2
    ...(authTime && { auth_time: Math.floor(timestampMs(authTime) / 1000) }),
  };
}

/** Nests actors as RFC 8693 §4.1 has them: who acts now is outermost. */
function actorOf([sub, ...rest]: string[]): object {
  return { sub, ...(rest.length > 0 && { act: actorOf(rest) }) };
}
