import type { TokenService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import { maximumTokenLength } from './access-token';
import { createRpcIntrospection } from './introspect';
import { invalidToken } from './invalid-token';
import type { TokenValidator } from './token-validator';

/** What a validator that asks the token issuer needs. */
export interface IntrospectionValidatorOptions {
  tokenService: Pick<RpcClient<typeof TokenService>, 'introspectTokens'>;
  /** Identifier of the resource: tokens for another are refused. */
  audience: string;
}

/**
 * Validates bearer tokens by asking the token issuer about each (RFC 7662), so that a revoked token is refused
 * at once. What is asked in one turn of the event loop travels in one call. Tokens that are bound to a key are
 * refused.
 */
export function createIntrospectionValidator({
  tokenService,
  audience,
}: IntrospectionValidatorOptions): TokenValidator {
  const introspect = createRpcIntrospection(tokenService);
  return {
    async validate(accessToken, dpop) {
      if (accessToken === '' || accessToken.length > maximumTokenLength) {
        throw invalidToken('the access token is empty or too long');
      }
      const token = await introspect(accessToken);
      if (!token) throw invalidToken('the access token is not active');
      if (!token.audiences.includes(audience)) throw invalidToken('the access token is for another resource');
      if (dpop || token.confirmationThumbprint !== undefined) {
        throw invalidToken('the access token is bound to a key, and this validator verifies no proofs');
      }
      return token;
    },
  };
}
