import { requireParameter, type OAuthError } from '@latchkey/oauth';
import type { AccessRules } from '../client/requested-access';
import { requireBoundKey } from '../dpop/key-binding';
import type { IssueTokens } from '../token/issue-tokens';
import type { Grant, GrantRequest } from './grant';
import type { GrantRecord } from './grant-record';
import type { GrantRepository } from './grant-repository';
import { invalidGrant } from './invalid-grant';
import { isOfFamily, parseOpaqueToken, sameHash, type OpaqueToken } from './opaque-token';
import { repeatedAnswer } from './repeated-answer';
import { sealAnswer, type TokenAnswer } from './sealed-answer';

/** What the refresh token grant needs. */
export interface RefreshTokenDependencies extends AccessRules {
  grants: Pick<GrantRepository, 'find' | 'rotate' | 'revoke'>;
  issueTokens: IssueTokens;
  clock: () => Date;
  /** How long the token before the current one gets its answer again. */
  replayWindowSeconds: number;
  /** Told when a second use has revoked the grant; the client is answered afterwards. */
  onReuse: (grant: GrantRecord) => Promise<void>;
}

/**
 * The refresh token grant (RFC 6749 §6) with rotation on every use (RFC 9700 §4.14.2). The answer is made
 * first and committed, sealed under the presented token, by the update that rotates: a client that lost it,
 * or two tabs that refresh at once, get the same answer from any replica within the window, also when they
 * name another scope or resource the second time: the answer says what it is for. Later use of an old token
 * revokes the grant. A token that is bound to a key (RFC 9449 §5) needs a proof of it, at each request another.
 */
export function refreshToken(dependencies: RefreshTokenDependencies): Grant {
  const { grants, issueTokens, narrowedAccess, remainingAccess, clock } = dependencies;

  return {
    async redeem(request) {
      const token = parseOpaqueToken(requireParameter(request.parameters, 'refresh_token'));
      if (!token) throw invalidGrant('refresh token', 'malformed');
      // Of two requests with the current token one rotates; the other reads again and finds it replaced.
      const answer = (await attempt(token, request)) ?? (await attempt(token, request));
      if (!answer) throw invalidGrant('refresh token', 'changed hands while it was redeemed');
      return answer;
    },
  };

  async function attempt(token: OpaqueToken, request: GrantRequest): Promise<TokenAnswer | undefined> {
    const { client, dpopJkt } = request;
    const grant = await grants.find(token.grantId, token.hash);
    if (!grant || !isOfFamily(token, grant.tokenFamilyKey))
      throw invalidGrant('refresh token', 'never issued');
    if (grant.clientId !== client.id) throw invalidGrant('refresh token', 'issued to another client');
    if (grant.revokedAt) throw invalidGrant('refresh token', 'grant is revoked');
    // Before anything comes of the token: without the key it neither works nor counts as reused.
    requireBoundKey(grant, dpopJkt, 'refresh token');
    const now = clock();
    if (!grant.refreshToken || !sameHash(grant.refreshToken.hash, token.hash)) {
      const repeated = repeatedAnswer(grant, token, now, dependencies.replayWindowSeconds);
      if (repeated) return repeated;
      throw await reuse(grant);
    }
    // An access token lives for whole seconds: in the last part of one, the grant is good for none.
    if (grant.refreshToken.expiresAt <= now || grant.expiresAt.getTime() < now.getTime() + 1000)
      throw invalidGrant('refresh token', 'expired');

    const access = narrowedAccess(request, remainingAccess(grant, client));
    const issued = issueTokens({ grant, client, access, dpopJkt, endsBy: grant.expiresAt });
    const { answer, refreshToken: next } = issued;
    if (!next) throw invalidGrant('refresh token', 'client may no longer refresh');
    const previous = { hash: token.hash, rotatedAt: now, sealedAnswer: sealAnswer(answer, token.value) };
    const rotated = await grants.rotate(
      grant.id,
      { hash: token.hash, dpopJkt },
      { ...issued, refreshToken: next },
      previous,
    );
    return rotated ? answer : undefined;
  }

  async function reuse(grant: GrantRecord): Promise<OAuthError> {
    if (await grants.revoke(grant.id, 'refresh_token_reused', clock())) await dependencies.onReuse(grant);
    return invalidGrant('refresh token', 'an old token was used again; grant revoked');
  }
}
