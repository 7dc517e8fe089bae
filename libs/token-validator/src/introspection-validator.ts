import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { TokenIntrospection, TokenService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { coalesce, type RpcClient } from '@latchkey/rpc';
import { maximumTokenLength } from './access-token';
import type { TokenValidator, ValidatedToken } from './token-validator';

/** What a validator that asks the token issuer needs. */
export interface IntrospectionValidatorOptions {
  tokenService: Pick<RpcClient<typeof TokenService>, 'introspectTokens'>;
  /** Identifier of the resource: tokens for another are refused. */
  audience: string;
}

const maximumBatchSize = 100;

/**
 * Validates access tokens by asking the token issuer about each (RFC 7662), so that a revoked token is
 * refused at once. What is asked in one turn of the event loop travels in one call.
 */
export function createIntrospectionValidator({
  tokenService,
  audience,
}: IntrospectionValidatorOptions): TokenValidator {
  const introspect = coalesce<string, TokenIntrospection>({
    maximum: maximumBatchSize,
    send: async (tokens) => (await tokenService.introspectTokens({ tokens: [...tokens] })).introspections,
  });

  return {
    async validate(accessToken) {
      if (accessToken === '' || accessToken.length > maximumTokenLength) {
        throw invalidToken('malformed', 'the access token is empty or too long');
      }
      const introspection = await introspect(accessToken);
      const token = activeToken(introspection);
      if (!token) throw invalidToken('not active', 'the access token is malformed, expired or revoked');
      if (!token.audiences.includes(audience)) {
        throw invalidToken(
          'foreign audience',
          'the access token is for another resource: ask for one for this',
        );
      }
      return token;
    },
  };
}

function activeToken(introspection: TokenIntrospection): ValidatedToken | undefined {
  const { active, subject, clientId, scopes, audiences, tokenId, issueTime, expireTime } = introspection;
  if (!active || !issueTime || !expireTime) return undefined;
  return {
    subject,
    clientId,
    scopes,
    audiences,
    tokenId,
    issueTime: timestampDate(issueTime),
    expireTime: timestampDate(expireTime),
  };
}

function invalidToken(detail: string, description: string): OAuthError {
  return new OAuthError('invalid_token', { detail, description });
}
