import { DEVICE_CODE, type GrantType } from '@latchkey/oauth';
import type { ClientService, DeviceFlowService } from '@latchkey/contracts';
import { createKeySet } from '@latchkey/jwt';
import type { RpcClient, RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import type { Pool } from 'pg';
import { fileURLToPath } from 'node:url';
import { createAuthorizationRequests } from './authorization/authorization-requests';
import { authorizationService } from './authorization/authorization-service';
import { createDeviceAuthorization } from './authorization/device-authorization';
import { createAuthorizationRequestStore } from './authorization/request-store';
import { createClientAuthentication } from './client/authenticate-client';
import { createClientRegistry } from './client/client-registry';
import type { Config } from './config';
import { authorizationCode } from './grant/authorization-code';
import { clientCredentials } from './grant/client-credentials';
import { deviceCode } from './grant/device-code';
import type { Grant } from './grant/grant';
import type { GrantRecord } from './grant/grant-record';
import { createGrantRepository } from './grant/grant-repository';
import { refreshToken } from './grant/refresh-token';
import type { KeyRing } from './key/key-ring';
import { keyService } from './key/key-service';
import { createTokenExchange } from './token/exchange-token';
import { createIntrospection } from './token/introspect-token';
import { createAccessTokenIssuing, createTokenIssuing } from './token/issue-tokens';
import { tokenService } from './token/token-service';

/** SQL migrations of the schema `issuer`. */
export const migrationsDirectory = fileURLToPath(new URL('./migrations', import.meta.url));

/** What the token issuer is built from. */
export interface IssuerDependencies {
  config: Config;
  pool: Pool;
  ephemeralStore: EphemeralStore;
  keyRing: KeyRing;
  directory: Pick<RpcClient<typeof ClientService>, 'getClient'>;
  deviceFlow: Pick<RpcClient<typeof DeviceFlowService>, 'startDeviceAuthorization' | 'redeemDeviceCode'>;
  logger: Logger;
  clock: () => Date;
}

/** Builds the services of the token issuer. */
export function buildServices(dependencies: IssuerDependencies): RpcService[] {
  const { config, keyRing, deviceFlow, logger, clock } = dependencies;
  const issuer = config.LATCHKEY_PUBLIC_URL;
  const clients = createClientRegistry(dependencies.directory, clock);
  const authenticateClient = createClientAuthentication(clients);
  const grants = createGrantRepository(dependencies.pool);
  const issuing = {
    issuer,
    signingKey: () => keyRing.signing,
    clock,
    lifetimes: {
      accessTokenSeconds: config.LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS,
      refreshTokenSeconds: config.LATCHKEY_REFRESH_TOKEN_LIFETIME_SECONDS,
      grantSeconds: config.LATCHKEY_GRANT_LIFETIME_SECONDS,
    },
  };
  const issueAccessToken = createAccessTokenIssuing(issuing);
  const issueTokens = createTokenIssuing({ ...issuing, issueAccessToken });
  const onReuse = ({ id, clientId, subject }: GrantRecord) =>
    logger.warn({ grantId: id, clientId, subject }, 'a code or refresh token was used again: grant revoked');

  const grantTypes = {
    authorization_code: authorizationCode({
      grants,
      issueTokens,
      clock,
      onReuse,
      codeVerifierMinimumLength: config.LATCHKEY_CODE_VERIFIER_MINIMUM_LENGTH,
    }),
    refresh_token: refreshToken({
      grants,
      issueTokens,
      clock,
      onReuse,
      replayWindowSeconds: config.LATCHKEY_REFRESH_REPLAY_WINDOW_SECONDS,
    }),
    client_credentials: clientCredentials({ issueAccessToken }),
    [DEVICE_CODE]: deviceCode({
      deviceFlow,
      grants,
      issueTokens,
      clock,
      replayWindowSeconds: config.LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS,
    }),
  } satisfies Record<GrantType, Grant>;

  return [
    authorizationService({
      authorizationRequests: createAuthorizationRequests({
        issuer,
        clients,
        requests: createAuthorizationRequestStore(dependencies.ephemeralStore),
        grants,
        clock,
        requestLifetimeSeconds: config.LATCHKEY_AUTHORIZATION_REQUEST_LIFETIME_SECONDS,
        codeLifetimeSeconds: config.LATCHKEY_AUTHORIZATION_CODE_LIFETIME_SECONDS,
      }),
      requestDeviceAuthorization: createDeviceAuthorization({ issuer, authenticateClient, deviceFlow }),
    }),
    tokenService({
      exchangeToken: createTokenExchange({ authenticateClient, grants: grantTypes }),
      introspect: createIntrospection({ issuer, keySet: createKeySet(keyRing.jwks), clients, grants, clock }),
      logger,
    }),
    keyService(keyRing),
  ];
}
