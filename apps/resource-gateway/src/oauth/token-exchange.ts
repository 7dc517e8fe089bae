import type { MessageInitShape } from '@bufbuild/protobuf';
import type { TokenOutcome, TokenRequestSchema, TokenResponse, TokenService } from '@latchkey/contracts';
import { RpcError, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import {
  createRequestContext,
  currentRequestContext,
  runInRequestContext,
  type Logger,
} from '@latchkey/service-kit';
import DataLoader from 'dataloader';

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
  const exchange = async (requests: readonly TokenRequest[]) => {
    const { outcomes } = await tokenService.exchangeTokens({ tokenRequests: [...requests] });
    if (outcomes.length !== requests.length) {
      throw new RpcError(
        'INTERNAL',
        'the issuer answered another number of token requests than it was asked',
      );
    }
    return outcomes.map(resultOf);
  };
  const loader = new DataLoader<{ request: TokenRequest; requestId: string }, TokenResponse>(
    async (entries) => {
      const requests = entries.map(({ request }) => request);
      if (requests.length === 1) return exchange(requests);
      // A shared call belongs to no single request; this line leads from each of them to it.
      return runInRequestContext(createRequestContext(), () => {
        logger.debug({ requestIds: entries.map(({ requestId }) => requestId) }, 'token requests coalesced');
        return exchange(requests);
      });
    },
    // setImmediate runs once every socket that is readable in this turn has been read.
    { cache: false, maxBatchSize: maximumBatchSize, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );
  return (request) => loader.load({ request, requestId: currentRequestContext()?.requestId ?? '' });
}

function resultOf({ outcome }: TokenOutcome): TokenResponse | Error {
  if (outcome.case === 'tokenResponse') return outcome.value;
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the issuer gave no outcome for a token request');
}
