import { formatScope } from '@latchkey/oauth';
import { signAccessToken, type SigningKey } from '@latchkey/jwt';
import { randomBytes } from 'node:crypto';
import type { Client } from '../client/client';
import type { Access } from '../client/requested-access';
import type { GrantRecord } from '../grant/grant-record';
import type { NextRefreshToken } from '../grant/grant-repository';
import { createOpaqueToken } from '../grant/opaque-token';
import type { TokenAnswer } from '../grant/sealed-answer';

/** For whom and what an access token is. */
export interface AccessTokenRequest {
  client: Client;
  subject: string;
  access: Access;
  grant?: Pick<GrantRecord, 'id' | 'authTime'>;
}

/** Signs an access token and answers with it alone. */
export type IssueAccessToken = (request: AccessTokenRequest) => TokenAnswer;

/** What a redemption hands out, and what it leaves in the grant's row. */
export interface IssuedTokens {
  answer: TokenAnswer;
  /** To be stored; null when the client gets no refresh token. */
  refreshToken: NextRefreshToken;
  /** When the grant's row is of no more use. */
  grantExpiresAt: Date;
}

/** Makes the tokens of a grant. Nothing is stored: the caller commits them with its conditional update. */
export type IssueTokens = (request: {
  grant: Pick<GrantRecord, 'id' | 'subject' | 'authTime' | 'tokenFamilyKey'> & { createdAt?: Date };
  client: Client;
  access: Access;
}) => IssuedTokens;

/** Lifetimes, in seconds. */
export interface Lifetimes {
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  grantSeconds: number;
}

/** What issuing needs. */
export interface IssuingDependencies {
  issuer: string;
  /** The key that signs now. */
  signingKey: () => SigningKey;
  clock: () => Date;
  lifetimes: Lifetimes;
}

/** Creates the signing step for access tokens by RFC 9068. */
export function createAccessTokenIssuing({
  issuer,
  signingKey,
  clock,
  lifetimes,
}: IssuingDependencies): IssueAccessToken {
  return ({ client, subject, access, grant }) => {
    const issuedAt = Math.floor(clock().getTime() / 1000);
    const scope = formatScope(access.scopes);
    const claims = {
      iss: issuer,
      sub: subject,
      aud: access.resources.length === 1 && access.resources[0] ? access.resources[0] : access.resources,
      exp: issuedAt + lifetimes.accessTokenSeconds,
      iat: issuedAt,
      jti: randomBytes(16).toString('base64url'),
      client_id: client.id,
      scope,
      ...(grant && { auth_time: Math.floor(grant.authTime.getTime() / 1000), grant_id: grant.id }),
    };
    return {
      accessToken: signAccessToken(claims, signingKey()),
      tokenType: 'Bearer',
      expiresInSeconds: lifetimes.accessTokenSeconds,
      refreshToken: '',
      scope,
    };
  };
}

/** Creates the step that makes the tokens of a grant: an access token, and a refresh token if the client may. */
export function createTokenIssuing(
  dependencies: IssuingDependencies & { issueAccessToken: IssueAccessToken },
): IssueTokens {
  const { clock, lifetimes, issueAccessToken } = dependencies;
  return ({ grant, client, access }) => {
    const answer = issueAccessToken({ client, subject: grant.subject, access, grant });
    const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
    if (!client.grantTypes.includes('refresh_token')) {
      return { answer, refreshToken: null, grantExpiresAt: after(lifetimes.accessTokenSeconds) };
    }
    const { value, hash } = createOpaqueToken(grant.id, grant.tokenFamilyKey);
    return {
      answer: { ...answer, refreshToken: value },
      refreshToken: { hash, expiresAt: after(lifetimes.refreshTokenSeconds) },
      grantExpiresAt: after(lifetimes.grantSeconds),
    };
  };
}
