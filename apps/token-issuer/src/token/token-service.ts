import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  TokenService,
  type ClientIntrospectionOutcomeSchema,
  type ClientIntrospectionRequest,
  type TokenOutcomeSchema,
  type TokenRequest,
} from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { allValues, type MaybePromise } from '../at-once';
import type { ExchangeToken } from './exchange-token';
import type { IntrospectForClient } from './introspect-client-token';
import type { Introspection, IntrospectTokens } from './introspect-token';
import { itemError } from './item-error';
import type { RevokeToken } from './revoke-token';
import type { TokenAnswer } from '../grant/sealed-answer';

const mostInBatch = 100;

/** What the service is made of. */
export interface TokenServiceDependencies {
  exchangeToken: ExchangeToken;
  introspect: IntrospectTokens;
  introspectForClient: IntrospectForClient;
  /** Signs an introspection answer for the client that asked. */
  signIntrospection: (introspection: Introspection, clientId: string) => string;
  revokeToken: RevokeToken;
  logger: Logger;
}

/** Serves `latchkey.issuer.v1.TokenService`. */
export function tokenService(dependencies: TokenServiceDependencies): RpcService {
  const { logger } = dependencies;

  return rpcService(TokenService, {
    async exchangeTokens({ tokenRequests }) {
      checkBatch(tokenRequests);
      return { outcomes: await allValues(tokenRequests.map(exchange)) };
    },

    async introspectTokens({ tokens }) {
      checkBatch(tokens);
      return dependencies.introspect(tokens);
    },

    async introspectClientTokens({ introspectionRequests }) {
      checkBatch(introspectionRequests);
      return { outcomes: await Promise.all(introspectionRequests.map(introspectForClient)) };
    },

    async revokeToken(request) {
      await dependencies.revokeToken(request);
      return {};
    },
  });

  function exchange(request: TokenRequest): MaybePromise<MessageInitShape<typeof TokenOutcomeSchema>> {
    const refused = (thrown: unknown) => ({
      outcome: itemError(thrown, 'token request', request.clientAuthentication, logger),
    });
    try {
      const answer = dependencies.exchangeToken(request);
      return answer instanceof Promise ? answer.then(answered, refused) : answered(answer);
    } catch (thrown) {
      return refused(thrown);
    }
  }

  async function introspectForClient(
    request: ClientIntrospectionRequest,
  ): Promise<MessageInitShape<typeof ClientIntrospectionOutcomeSchema>> {
    try {
      const { client, introspection } = await dependencies.introspectForClient(request);
      return {
        outcome: request.asJwt
          ? { case: 'introspectionJwt', value: dependencies.signIntrospection(introspection, client.id) }
          : { case: 'introspection', value: introspection },
      };
    } catch (thrown) {
      return { outcome: itemError(thrown, 'introspection', request.clientAuthentication, logger) };
    }
  }
}

function answered(value: TokenAnswer): MessageInitShape<typeof TokenOutcomeSchema> {
  return { outcome: { case: 'tokenResponse', value } };
}

function checkBatch(items: unknown[]): void {
  if (items.length > mostInBatch) {
    throw new RpcError('INVALID_ARGUMENT', `a batch has at most ${mostInBatch} items, not ${items.length}`);
  }
}
