import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  ClientAuthenticationMethod,
  type TokenOutcome,
  type TokenRequestSchema,
  type TokenResponse,
  type TokenService,
} from '@latchkey/contracts';
import { DEVICE_CODE, TOKEN_EXCHANGE, type GrantType } from '@latchkey/oauth';
import { RpcError, coalesce, isStatus, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

type TokenRequest = MessageInitShape<typeof TokenRequestSchema>;

/** Has a token request answered by the issuer. @throws OAuthError or RpcError */
export type TokenExchange = (request: TokenRequest) => Promise<TokenResponse>;

const maximumBatchSize = 100;

// A request that got no answer may have been carried out. These grants give the same answer again, or make
// nothing that could be lost; a code is single use (RFC 6749 §4.1.2), and so are an assertion (RFC 7523 §3) and
// a proof of possession (RFC 9449 §11.1), of which only the client can make another.
const repeatableGrantTypes: ReadonlySet<string> = new Set<GrantType>([
  'refresh_token',
  'client_credentials',
  DEVICE_CODE,
  TOKEN_EXCHANGE,
]);

/**
 * Coalesces token requests: what arrives in one turn of the event loop travels in one call, and each request
 * gets its own outcome. When a replica goes away in the middle, requests that may be repeated go to the next.
 */
export function createTokenExchange({
  tokenService,
  logger,
}: {
  tokenService: Pick<RpcClient<typeof TokenService>, 'exchangeTokens'>;
  logger: Logger;
}): TokenExchange {
  const exchange = coalesce<TokenRequest, TokenResponse>({
    maximum: maximumBatchSize,
    send: async (requests) => {
      const { outcomes } = await tokenService.exchangeTokens({ tokenRequests: [...requests] });
      return outcomes.map(resultOf);
    },
    onShared: (requestIds) => logger.debug({ requestIds }, 'token requests coalesced'),
  });

  return (request) =>
    exchange(request).catch((error: unknown) => {
      if (!isStatus(error, 'UNAVAILABLE') || !isRepeatable(request)) throw error;
      return exchange(request);
    });
}

function isRepeatable({ grantType = '', clientAuthentication, dpopProof = '' }: TokenRequest): boolean {
  return (
    repeatableGrantTypes.has(grantType) &&
    dpopProof === '' &&
    clientAuthentication?.method !== ClientAuthenticationMethod.PRIVATE_KEY_JWT
  );
}

function resultOf({ outcome }: TokenOutcome): TokenResponse | Error {
  if (outcome.case === 'tokenResponse') return outcome.value;
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the issuer gave no outcome for a token request');
}
