import type { MessageInitShape } from '@bufbuild/protobuf';
import type { TokenOutcome, TokenRequestSchema, TokenResponse, TokenService } from '@latchkey/contracts';
import { RpcError, coalesce, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

type TokenRequest = MessageInitShape<typeof TokenRequestSchema>;

/** Has a token request answered by the issuer. @throws OAuthError or RpcError */
export type TokenExchange = (request: TokenRequest) => Promise<TokenResponse>;

const maximumBatchSize = 100;

/**
 * Coalesces token requests: what arrives in one turn of the event loop travels in one call, and each request
 * gets its own outcome.
 */
export function createTokenExchange({
  tokenService,
  logger,
}: {
  tokenService: Pick<RpcClient<typeof TokenService>, 'exchangeTokens'>;
  logger: Logger;
}): TokenExchange {
  return coalesce<TokenRequest, TokenResponse>({
    maximum: maximumBatchSize,
    send: async (requests) => {
      const { outcomes } = await tokenService.exchangeTokens({ tokenRequests: [...requests] });
      return outcomes.map(resultOf);
    },
    onShared: (requestIds) => logger.debug({ requestIds }, 'token requests coalesced'),
  });
}

function resultOf({ outcome }: TokenOutcome): TokenResponse | Error {
  if (outcome.case === 'tokenResponse') return outcome.value;
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the issuer gave no outcome for a token request');
}
