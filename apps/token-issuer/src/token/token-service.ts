import type { MessageInitShape } from '@bufbuild/protobuf';
import { TokenService, type TokenOutcomeSchema, type TokenRequest } from '@latchkey/contracts';
import { OAuthError, isStillPending } from '@latchkey/oauth';
import { RpcError, oauthErrorToMessage, rpcService, type RpcService, type StatusName } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { ExchangeToken } from './exchange-token';
import type { createIntrospection } from './introspect-token';

const mostInBatch = 100;

/** Serves `latchkey.issuer.v1.TokenService`. */
export function tokenService(dependencies: {
  exchangeToken: ExchangeToken;
  introspect: ReturnType<typeof createIntrospection>;
  logger: Logger;
}): RpcService {
  const { exchangeToken, introspect, logger } = dependencies;

  const outcomeOf = async (request: TokenRequest): Promise<MessageInitShape<typeof TokenOutcomeSchema>> => {
    try {
      return { outcome: { case: 'tokenResponse', value: await exchangeToken(request) } };
    } catch (thrown) {
      const error = toOAuthError(thrown);
      const clientId = request.clientAuthentication?.clientId;
      if (thrown instanceof OAuthError) {
        const level = isStillPending(thrown) ? 'debug' : 'info';
        logger[level]({ clientId, error: thrown.message }, 'token request refused');
      } else logger.error({ clientId, error: thrown }, 'token request failed');
      return { outcome: { case: 'error', value: oauthErrorToMessage(error) } };
    }
  };

  return rpcService(TokenService, {
    async exchangeTokens({ tokenRequests }) {
      checkBatch(tokenRequests);
      return { outcomes: await Promise.all(tokenRequests.map(outcomeOf)) };
    },

    async introspectTokens({ tokens }) {
      checkBatch(tokens);
      return { introspections: await introspect(tokens) };
    },
  });
}

function checkBatch(items: unknown[]): void {
  if (items.length > mostInBatch) {
    throw new RpcError('INVALID_ARGUMENT', `a batch has at most ${mostInBatch} items, not ${items.length}`);
  }
}

const passing: StatusName[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'];

/** What one request of a batch gets to see of a failure: a service that is away asks for another try. */
function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  if (thrown instanceof RpcError && passing.includes(thrown.status)) {
    return new OAuthError('temporarily_unavailable', {
      description: 'the server cannot answer now: try again',
      retryAfterSeconds: 1,
      cause: thrown,
    });
  }
  return new OAuthError('server_error', {
    description: 'the server failed to answer: try again later',
    cause: thrown,
  });
}
