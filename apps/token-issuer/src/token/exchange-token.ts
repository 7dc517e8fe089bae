import type { TokenRequest } from '@latchkey/contracts';
import { OAuthError, isGrantType, type GrantType } from '@latchkey/oauth';
import { withValue, type MaybePromise } from '../at-once';
import type { AuthenticateClient } from '../client/authenticate-client';
import type { Client } from '../client/client';
import type { RedeemProof } from '../dpop/redeem-proof';
import type { Grant } from '../grant/grant';
import type { TokenAnswer } from '../grant/sealed-answer';

/** Answers one token request (RFC 6749 §3.2): at once if it can. Fails with OAuthError for the client to read. */
export type ExchangeToken = (request: TokenRequest) => MaybePromise<TokenAnswer>;

/** Creates the token endpoint's one line: client, grant, proof of possession, answer. */
export function createTokenExchange(dependencies: {
  authenticateClient: AuthenticateClient;
  redeemProof: RedeemProof;
  grants: Record<GrantType, Grant>;
}): ExchangeToken {
  return ({ clientAuthentication, grantType, parameters, resources, audiences, dpopProof }) =>
    withValue(dependencies.authenticateClient(clientAuthentication), (client) => {
      const grant = dependencies.grants[allowedGrantType(grantType, client)];
      return withValue(dependencies.redeemProof(dpopProof, '/token'), (dpopJkt) =>
        grant.redeem({ client, parameters, resources, audiences, dpopJkt }),
      );
    });
}

function allowedGrantType(grantType: string, client: Client): GrantType {
  if (grantType === '') {
    throw new OAuthError('invalid_request', { description: 'the parameter grant_type is missing' });
  }
  if (!isGrantType(grantType)) {
    throw new OAuthError('unsupported_grant_type', {
      description: 'this grant_type is not supported: see grant_types_supported in the server metadata',
    });
  }
  if (!client.grantTypes.includes(grantType)) {
    throw new OAuthError('unauthorized_client', {
      description: `the client is not registered for ${grantType}`,
    });
  }
  return grantType;
}
