import type { TokenIntrospection, TokenService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { RpcError, coalesce, type RpcClient } from '@latchkey/rpc';
import type { ValidatedToken } from './token-validator';
import { tokenFromIntrospection } from './validated-token';

/**
 * Asks the token issuer about a token (RFC 7662): what it says when it is an active access token, undefined
 * when it is not.
 *
 * @throws RpcError when that cannot be told now
 */
export type Introspect = (accessToken: string) => Promise<ValidatedToken | undefined>;

const maximumBatchSize = 100;

/** Asks over gRPC. What is asked in one turn of the event loop travels in one call. */
export function createRpcIntrospection(
  tokenService: Pick<RpcClient<typeof TokenService>, 'introspectTokens'>,
): Introspect {
  const introspect = coalesce<string, TokenIntrospection>({
    maximum: maximumBatchSize,
    send: async (tokens) => (await tokenService.introspectTokens({ tokens: [...tokens] })).introspections,
  });
  return async (accessToken) => {
    try {
      return tokenFromIntrospection(await introspect(accessToken));
    } catch (error) {
      // A refusal of the call is not one of the token, and not for the client to read.
      if (error instanceof OAuthError) throw new RpcError('UNAVAILABLE', error.message, { cause: error });
      throw error;
    }
  };
}
