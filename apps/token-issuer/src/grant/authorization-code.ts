import { OAuthError, requireParameter } from '@latchkey/oauth';
import { verifyCodeVerifier } from '@latchkey/pkce';
import { remainingAccess, requestedAccess } from '../client/requested-access';
import type { IssueTokens } from '../token/issue-tokens';
import type { Grant } from './grant';
import type { GrantRecord } from './grant-record';
import type { GrantRepository } from './grant-repository';
import { invalidGrant } from './invalid-grant';
import { parseOpaqueToken, sameHash } from './opaque-token';

/** What the authorization code grant needs. */
export interface AuthorizationCodeDependencies {
  grants: Pick<GrantRepository, 'find' | 'redeemCodeOnce' | 'revoke'>;
  issueTokens: IssueTokens;
  clock: () => Date;
  codeVerifierMinimumLength: number;
  onReuse: (grant: GrantRecord) => void;
}

/**
 * The authorization code grant with PKCE (RFC 6749 §4.1.3, RFC 7636 §4.5). A code works once; a second use is
 * refused and revokes the grant. A wrong client, redirect URI or verifier is refused and leaves the code as
 * it was.
 */
export function authorizationCode(dependencies: AuthorizationCodeDependencies): Grant {
  const { grants, issueTokens, clock } = dependencies;

  return {
    async redeem({ client, parameters, resources }) {
      const code = parseOpaqueToken(requireParameter(parameters, 'code'));
      const redirectUri = requireParameter(parameters, 'redirect_uri');
      const grant = code && (await grants.find(code.grantId));
      if (!code || !grant?.code || !sameHash(grant.code.hash, code.hash))
        throw invalidGrant('code', 'unknown code');
      if (grant.clientId !== client.id) throw invalidGrant('code', 'issued to another client');
      if (grant.revokedAt) throw invalidGrant('code', 'grant is revoked');
      // RFC 6749 §4.1.2: a code used twice may have been stolen, so what it gave is taken back.
      if (grant.code.redeemedAt) throw await reuse(grant);
      if (grant.code.expiresAt <= clock()) throw invalidGrant('code', 'expired');
      // RFC 6749 §4.1.3: identical to the one in the authorization request.
      if (redirectUri !== grant.code.redirectUri) {
        throw new OAuthError('invalid_grant', {
          description: 'redirect_uri must be the very one of the authorization request',
        });
      }
      verifyCodeVerifier(parameters['code_verifier'], grant.code.challenge, {
        minimumLength: dependencies.codeVerifierMinimumLength,
      });

      const access = requestedAccess({ parameters: {}, resources }, remainingAccess(grant, client));
      const issued = issueTokens({ grant, client, access });
      const redeemed = await grants.redeemCodeOnce(code, issued.refreshToken, issued.grantExpiresAt, clock());
      if (redeemed) return issued.answer;
      const changed = await grants.find(grant.id);
      throw changed?.code?.redeemedAt
        ? await reuse(changed)
        : invalidGrant('code', 'changed while it was redeemed');
    },
  };

  async function reuse(grant: GrantRecord): Promise<OAuthError> {
    if (await grants.revoke(grant.id, 'code_reused', clock())) dependencies.onReuse(grant);
    return invalidGrant('code', 'used twice; grant revoked');
  }
}
