import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ClientIntrospectionRequest } from '@latchkey/contracts';
import type { AccessTokenClaims } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import type { AuthenticateClient } from '../client/authenticate-client';
import type { Client } from '../client/client';
import type { GrantRepository } from '../grant/grant-repository';
import { parseOpaqueToken, sameHash, type OpaqueToken } from '../grant/opaque-token';
import type { ResourceRegistry } from '../resource/resource-registry';
import { inactive, introspectionOf, type Introspection } from './introspect-token';
import type { ReadAccessTokens } from './read-access-token';

/** Answers a client that asks for the state of a token. Throws OAuthError for the client to read. */
export type IntrospectForClient = (
  request: Pick<ClientIntrospectionRequest, 'clientAuthentication' | 'token'>,
) => Promise<{ client: Client; introspection: Introspection }>;

/** What introspection for clients needs. */
export interface ClientIntrospectionDependencies {
  issuer: string;
  authenticateClient: AuthenticateClient;
  readAccessTokens: ReadAccessTokens;
  grants: Pick<GrantRepository, 'find'>;
  resources: Pick<ResourceRegistry, 'find'>;
  clock: () => Date;
}

/**
 * Creates introspection for clients (RFC 7662 §2). A client sees the tokens that were issued to it, and of
 * access tokens for resources that it serves what concerns those. Any other token is inactive to it, as one
 * that never was: the answer gives nothing away about it (§4).
 */
export function createClientIntrospection(
  dependencies: ClientIntrospectionDependencies,
): IntrospectForClient {
  const { issuer, readAccessTokens, grants, resources, clock } = dependencies;

  return async ({ clientAuthentication, token }) => {
    const client = await dependencies.authenticateClient(clientAuthentication);
    if (client.tokenEndpointAuthMethod === 'none') {
      // RFC 7662 §2.1: who asks has to be known for certain, or stolen tokens could be tried out.
      throw new OAuthError('invalid_client', {
        description: 'introspection is for confidential clients alone',
      });
    }
    if (token === '') {
      throw new OAuthError('invalid_request', { description: 'the parameter token is missing' });
    }
    const refreshToken = parseOpaqueToken(token);
    if (refreshToken) return { client, introspection: await refreshTokenFor(client, refreshToken) };
    const [claims] = await readAccessTokens([token]);
    return { client, introspection: claims ? accessTokenFor(client, claims) : inactive };
  };

  function accessTokenFor(client: Client, claims: AccessTokenClaims): Introspection {
    const introspection = introspectionOf(claims);
    if (claims.client_id === client.id) return introspection;
    const served = [claims.aud].flat().filter((audience) => client.servedResources.includes(audience));
    if (served.length === 0) return inactive;
    // RFC 7662 §4: a resource server hears of its own scopes, not of what the client may do elsewhere.
    const known = new Set(
      served.flatMap((resource) => resources.find(resource)?.scopes.map(({ scope }) => scope) ?? []),
    );
    return {
      ...introspection,
      audiences: served,
      scopes: introspection.scopes?.filter((scope) => known.has(scope)) ?? [],
      grantId: '',
    };
  }

  async function refreshTokenFor(client: Client, token: OpaqueToken): Promise<Introspection> {
    const grant = await grants.find(token.grantId);
    if (grant?.clientId !== client.id || grant.revokedAt) return inactive;
    const current = grant.refreshToken;
    const now = clock();
    if (!current || !sameHash(current.hash, token.hash)) return inactive;
    if (current.expiresAt <= now || grant.expiresAt <= now) return inactive;
    return {
      active: true,
      scopes: grant.scopes,
      clientId: grant.clientId,
      subject: grant.subject,
      audiences: grant.resources,
      expireTime: timestampFromDate(current.expiresAt),
      grantId: grant.id,
      issuer,
      tokenKind: 'refresh_token',
      acr: grant.acr ?? '',
      authTime: timestampFromDate(grant.authTime),
    };
  }
}
