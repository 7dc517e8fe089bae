import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { TokenIntrospection, TokenService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { createRequestContext, runInRequestContext } from '@latchkey/service-kit';
import DataLoader from 'dataloader';
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
  const introspections = new DataLoader<string, TokenIntrospection>(
    async (tokens) => {
      const introspect = () => tokenService.introspectTokens({ tokens: [...tokens] });
      // A shared call belongs to no single request: none may cancel or shorten it for its neighbours.
      const answer = await (tokens.length === 1
        ? introspect()
        : runInRequestContext(createRequestContext(), introspect));
      if (answer.introspections.length !== tokens.length) {
        throw new RpcError('INTERNAL', 'the issuer answered for another number of tokens than were asked');
      }
      return answer.introspections;
    },
    // setImmediate runs once every socket that is readable in this turn has been read.
    { cache: false, maxBatchSize: maximumBatchSize, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );

  return {
    async validate(accessToken) {
      if (accessToken === '' || accessToken.length > maximumTokenLength) {
        throw invalidToken('malformed', 'the access token is empty or too long');
      }
      const introspection = await introspections.load(accessToken);
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
