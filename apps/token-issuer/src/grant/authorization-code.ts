import { requireParameter, type OAuthError } from '@latchkey/oauth';
import { createCodeChallenge, verifyCodeVerifier } from '@latchkey/pkce';
import type { AccessRules } from '../client/requested-access';
import { requireBoundKey } from '../dpop/key-binding';
import type { IssueTokens } from '../token/issue-tokens';
import type { Grant, OnGrantCreated } from './grant';
import type { GrantRecord } from './grant-record';
import type { GrantRepository } from './grant-repository';
import { invalidGrant } from './invalid-grant';
import { parseOpaqueToken, sameHash } from './opaque-token';

/** What the authorization code grant needs. */
export interface AuthorizationCodeDependencies extends AccessRules {
  grants: Pick<GrantRepository, 'find' | 'redeemCodeOnce' | 'revoke'>;
  issueTokens: IssueTokens;
  clock: () => Date;
  codeVerifierMinimumLength: number;
  onGrantCreated: OnGrantCreated;
  /** Told when a second use has revoked the grant; the client is answered afterwards. */
  onReuse: (grant: GrantRecord) => Promise<void>;
}

/**
 * The authorization code grant with PKCE (RFC 6749 §4.1.3, RFC 7636 §4.5). A code works once; a second use is
 * refused and revokes the grant. A wrong client, redirect URI, verifier or key (RFC 9449 §10) is refused in the
 * words of an unknown code, so that nobody can try out a code that is not theirs, and leaves the code as it was.
 */
export function authorizationCode(dependencies: AuthorizationCodeDependencies): Grant {
  const { grants, issueTokens, narrowedAccess, remainingAccess, clock } = dependencies;
  const verifierOptions = { minimumLength: dependencies.codeVerifierMinimumLength };

  return {
    async redeem({ client, parameters, resources, dpopJkt }) {
      const code = parseOpaqueToken(requireParameter(parameters, 'code'));
      const redirectUri = requireParameter(parameters, 'redirect_uri');
      const codeVerifier = requireParameter(parameters, 'code_verifier');
      // A verifier always fits the challenge made from it: this judges its form alone, before anything tells
      // whether there is such a code.
      verifyCodeVerifier(codeVerifier, createCodeChallenge(codeVerifier), verifierOptions);
      const grant = code && (await grants.find(code.grantId));
      if (!code || !grant?.code || !sameHash(grant.code.hash, code.hash))
        throw invalidGrant('code', 'unknown code');
      if (grant.clientId !== client.id) throw invalidGrant('code', 'issued to another client');
      if (grant.revokedAt) throw invalidGrant('code', 'grant is revoked');
      // RFC 6749 §4.1.2: a code used twice may have been stolen, so what it gave is taken back.
      if (grant.code.redeemedAt) throw await reuse(grant);
      if (grant.code.expiresAt <= clock()) throw invalidGrant('code', 'expired');
      // RFC 6749 §4.1.3: identical to the one in the authorization request.
      if (redirectUri !== grant.code.redirectUri) throw invalidGrant('code', 'another redirect_uri');
      requireBoundKey(grant, dpopJkt, 'code');
      proveVerifier(codeVerifier, grant.code.challenge);

      const access = narrowedAccess({ parameters: {}, resources }, remainingAccess(grant, client));
      const issued = issueTokens({ grant, client, access, dpopJkt });
      const redeemed = await grants.redeemCodeOnce({ ...code, dpopJkt }, issued, clock());
      if (redeemed) {
        dependencies.onGrantCreated(grant, 'authorization_code');
        return issued.answer;
      }
      const changed = await grants.find(grant.id);
      throw changed?.code?.redeemedAt
        ? await reuse(changed)
        : invalidGrant('code', 'withdrawn, or changed while it was redeemed');
    },
  };

  function proveVerifier(codeVerifier: string, challenge: string): void {
    try {
      verifyCodeVerifier(codeVerifier, challenge, verifierOptions);
    } catch {
      throw invalidGrant('code', 'another code_verifier');
    }
  }

  async function reuse(grant: GrantRecord): Promise<OAuthError> {
    if (await grants.revoke(grant.id, 'code_reused', clock())) await dependencies.onReuse(grant);
    return invalidGrant('code', 'used twice; grant revoked');
  }
}
