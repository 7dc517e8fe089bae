import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { TokenIntrospectionSchema } from '@latchkey/contracts';
import { verifyAccessToken, type AccessTokenClaims, type KeySet } from '@latchkey/jwt';
import { OAuthError, parseScope } from '@latchkey/oauth';
import type { ClientRegistry } from '../client/client-registry';
import type { GrantRepository } from '../grant/grant-repository';

type Introspection = MessageInitShape<typeof TokenIntrospectionSchema>;

/** What introspection needs. */
export interface IntrospectionDependencies {
  issuer: string;
  keySet: KeySet;
  clients: ClientRegistry;
  grants: Pick<GrantRepository, 'findLive'>;
  clock: () => Date;
}

/**
 * Creates introspection of access tokens (RFC 7662 §2.2): active while the signature, the lifetime, the
 * client and the grant all stand. The grants of a batch are looked up in one query.
 */
export function createIntrospection({ issuer, keySet, clients, grants, clock }: IntrospectionDependencies) {
  return async (tokens: string[]): Promise<Introspection[]> => {
    const verified = await Promise.all(tokens.map(verify));
    const grantIds = verified.flatMap((claims) => claims?.grant_id ?? []);
    const live =
      grantIds.length > 0 ? await grants.findLive([...new Set(grantIds)], clock()) : new Set<string>();
    const isRevoked = ({ grant_id }: AccessTokenClaims) => grant_id !== undefined && !live.has(grant_id);
    return verified.map((claims) =>
      claims && !isRevoked(claims) ? toIntrospection(claims) : { active: false },
    );
  };

  async function verify(token: string): Promise<AccessTokenClaims | undefined> {
    try {
      const claims = await verifyAccessToken(token, { keySet, issuer, clock });
      return (await clients.find(claims.client_id)) && claims;
    } catch (error) {
      if (error instanceof OAuthError) return undefined;
      throw error;
    }
  }
}

function toIntrospection(claims: AccessTokenClaims): Introspection {
  return {
    active: true,
    scopes: parseScope(claims.scope),
    clientId: claims.client_id,
    subject: claims.sub,
    audiences: [claims.aud].flat(),
    issueTime: timestampFromDate(new Date(claims.iat * 1000)),
    expireTime: timestampFromDate(new Date(claims.exp * 1000)),
    tokenId: claims.jti,
  };
}
