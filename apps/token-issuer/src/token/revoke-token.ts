import type { RevokeTokenRequest } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import type { Audit, IssuerEvent } from '../audit';
import type { AuthenticateClient } from '../client/authenticate-client';
import type { Client } from '../client/client';
import type { GrantRepository } from '../grant/grant-repository';
import { isOfFamily, parseOpaqueToken, type OpaqueToken } from '../grant/opaque-token';
import type { RevocationRepository } from '../revocation/revocation-repository';
import type { Revocations } from '../revocation/revocations';
import type { ReadAccessTokens } from './read-access-token';

/** Revokes a token for its client. Throws OAuthError for the client to read. */
export type RevokeToken = (
  request: Pick<RevokeTokenRequest, 'clientAuthentication' | 'token'>,
) => Promise<void>;

/** What revoking tokens needs. */
export interface TokenRevocationDependencies {
  authenticateClient: AuthenticateClient;
  grants: Pick<GrantRepository, 'find' | 'revoke'>;
  readAccessTokens: ReadAccessTokens;
  repository: Pick<RevocationRepository, 'add'>;
  revocations: Pick<Revocations, 'refresh'>;
  audit: Audit;
  clock: () => Date;
}

/**
 * Creates token revocation (RFC 7009 §2). A refresh token, current or replaced, takes its grant along; an
 * access token goes alone. What is malformed, ended, or another client's is left as it is, and the answer does
 * not tell (§2.2).
 */
export function createTokenRevocation(dependencies: TokenRevocationDependencies): RevokeToken {
  const { grants, readAccessTokens, repository, revocations, audit, clock } = dependencies;

  return async ({ clientAuthentication, token }) => {
    const client = await dependencies.authenticateClient(clientAuthentication);
    if (token === '') {
      throw new OAuthError('invalid_request', { description: 'the parameter token is missing' });
    }
    const refreshToken = parseOpaqueToken(token);
    const revoked = refreshToken
      ? await revokeGrant(client, refreshToken)
      : await revokeAccessToken(client, token);
    if (!revoked) return;
    audit({ ...revoked, clientId: client.id });
    await revocations.refresh();
  };

  async function revokeGrant(client: Client, token: OpaqueToken): Promise<IssuerEvent | undefined> {
    const grant = await grants.find(token.grantId);
    if (grant?.clientId !== client.id || !isOfFamily(token, grant.tokenFamilyKey)) return undefined;
    const { id: grantId, subject } = grant;
    const revoked = await grants.revoke(grantId, 'revoked_by_client', clock());
    return revoked ? { type: 'grant.revoked', grantId, subject, details: { by: 'client' } } : undefined;
  }

  async function revokeAccessToken(client: Client, token: string): Promise<IssuerEvent | undefined> {
    const [claims] = await readAccessTokens([token]);
    if (claims?.client_id !== client.id) return undefined;
    const now = clock();
    const expiresAt = new Date(claims.exp * 1000);
    await repository.add({ kind: 'token', value: claims.jti, revokedAt: now, expiresAt }, now);
    const { sub: subject, grant_id: grantId, jti: token_id } = claims;
    return { type: 'token.revoked', subject, grantId, details: { token_id, by: 'client' } };
  }
}
