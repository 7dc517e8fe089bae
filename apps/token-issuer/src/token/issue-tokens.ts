import type { ProtectedResource } from '@latchkey/contracts';
import { signAccessToken, type AccessTokenClaims, type Actor } from '@latchkey/jwt';
import { OAuthError, formatScope } from '@latchkey/oauth';
import { randomIdentifier } from '@latchkey/service-kit';
import type { Client } from '../client/client';
import type { Access } from '../client/requested-access';
import { refreshTokenKey } from '../dpop/key-binding';
import type { GrantRecord } from '../grant/grant-record';
import type { IssuedState } from '../grant/grant-repository';
import { createOpaqueToken } from '../grant/opaque-token';
import type { TokenAnswer } from '../grant/sealed-answer';
import type { KeyRing } from '../key/key-ring';
import type { ResourceRegistry } from '../resource/resource-registry';
import { isOpaqueFor } from './access-token-format';
import { accessTokenLifetime, type AccessTokenLifetimes } from './access-token-lifetime';
import { sealAccessToken } from './opaque-access-token';

/** For whom and what an access token is. */
export interface AccessTokenRequest {
  client: Client;
  subject: string;
  access: Access;
  grant?: Pick<GrantRecord, 'id' | 'authTime' | 'acr'>;
  /** Who acts for the subject, if that is not its own client. */
  actor?: Actor;
  /** What the token must not outlive. */
  endsBy?: Date;
  /** Thumbprint of the key that the token is bound to (RFC 9449 §6.1); a bearer token without. */
  dpopJkt?: string | undefined;
  /** Client of the first token, if this one was exchanged for another client's. */
  originClientId?: string | undefined;
}

/**
 * Makes an access token and answers with it alone.
 *
 * @throws OAuthError `invalid_target` for a resource that is not registered, or several that want different
 *   formats
 */
export type IssueAccessToken = (request: AccessTokenRequest) => TokenAnswer;

/** What a redemption hands out, and what it leaves in the grant's row. */
export interface IssuedTokens extends IssuedState {
  answer: TokenAnswer;
}

/** Makes the tokens of a grant. Nothing is stored: the caller commits them with its conditional update. */
export type IssueTokens = (request: {
  grant: Pick<GrantRecord, 'id' | 'subject' | 'authTime' | 'acr' | 'tokenFamilyKey'>;
  client: Client;
  access: Access;
  /** When the grant ends; unset at its first tokens, from which its lifetime counts. */
  endsBy?: Date;
  /** Thumbprint of the key that the request proves possession of. */
  dpopJkt: string | undefined;
}) => IssuedTokens;

/** Lifetimes, in seconds. */
export interface Lifetimes extends AccessTokenLifetimes {
  refreshTokenSeconds: number;
  grantSeconds: number;
}

/** What issuing needs. */
export interface IssuingDependencies {
  issuer: string;
  keyRing: Pick<KeyRing, 'signing' | 'secretFor'>;
  resources: Pick<ResourceRegistry, 'find'>;
  clock: () => Date;
  lifetimes: Lifetimes;
}

/**
 * Creates the step that makes access tokens: by RFC 9068, or opaque where the resource wants them so. This is
 * the busiest path there is.
 */
export function createAccessTokenIssuing(dependencies: IssuingDependencies): IssueAccessToken {
  const { issuer, keyRing, clock, lifetimes } = dependencies;

  return ({ client, subject, access, grant, actor, endsBy, dpopJkt, originClientId }) => {
    const resources = access.resources.map(registered);
    const issuedAt = secondsOf(clock());
    let expiresAt = issuedAt + accessTokenLifetime(client, resources, lifetimes);
    if (endsBy) expiresAt = Math.min(expiresAt, secondsOf(endsBy));
    const scope = formatScope(access.scopes);
    const claims: AccessTokenClaims = {
      iss: issuer,
      sub: subject,
      aud: access.resources.length === 1 && access.resources[0] ? access.resources[0] : access.resources,
      exp: expiresAt,
      iat: issuedAt,
      jti: randomIdentifier(16, 'base64url'),
      client_id: client.id,
      scope,
    };
    if (grant) {
      claims.auth_time = secondsOf(grant.authTime);
      if (grant.acr !== null) claims.acr = grant.acr;
      claims.grant_id = grant.id;
    }
    if (actor) claims.act = actor;
    if (dpopJkt !== undefined) claims.cnf = { jkt: dpopJkt };
    if (originClientId !== undefined) claims.origin_client_id = originClientId;
    return {
      accessToken: isOpaqueFor(resources) ? sealed(claims) : signAccessToken(claims, keyRing.signing),
      tokenType: dpopJkt === undefined ? 'Bearer' : 'DPoP',
      expiresInSeconds: expiresAt - issuedAt,
      refreshToken: '',
      scope,
    };
  };

  function registered(resource: string): ProtectedResource {
    const found = dependencies.resources.find(resource);
    if (found) return found;
    throw new OAuthError('invalid_target', {
      description: 'one of the resources is not registered here: check each resource parameter',
    });
  }

  function sealed(claims: AccessTokenClaims): string {
    const { kid } = keyRing.signing;
    const secret = keyRing.secretFor(kid);
    if (!secret) throw new Error('the signing key has no secret');
    return sealAccessToken(claims, { kid, secret });
  }
}

/** Creates the step that makes the tokens of a grant: an access token, and a refresh token if the client may. */
export function createTokenIssuing(
  dependencies: IssuingDependencies & { issueAccessToken: IssueAccessToken },
): IssueTokens {
  const { clock, lifetimes, issueAccessToken } = dependencies;
  return ({ grant, client, access, endsBy, dpopJkt }) => {
    const now = clock();
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    const grantExpiresAt = endsBy ?? after(lifetimes.grantSeconds);
    const request = { client, subject: grant.subject, access, grant, endsBy: grantExpiresAt, dpopJkt };
    const answer = issueAccessToken(request);
    const accessTokenExpiresAt = after(answer.expiresInSeconds);
    const boundKey = refreshTokenKey(client, dpopJkt);
    if (!client.grantTypes.includes('refresh_token')) {
      const grantEnd = { grantExpiresAt: accessTokenExpiresAt };
      return { answer, accessTokenExpiresAt, refreshToken: null, dpopJkt: boundKey, ...grantEnd };
    }
    const { value, hash } = createOpaqueToken(grant.id, grant.tokenFamilyKey);
    const idleEnd = after(lifetimes.refreshTokenSeconds);
    return {
      answer: { ...answer, refreshToken: value },
      accessTokenExpiresAt,
      refreshToken: { hash, expiresAt: idleEnd < grantExpiresAt ? idleEnd : grantExpiresAt },
      grantExpiresAt,
      dpopJkt: boundKey,
    };
  };
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
