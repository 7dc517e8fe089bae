import { DEVICE_CODE, JWT_BEARER, TOKEN_EXCHANGE, formatScope, type GrantType } from '@latchkey/oauth';
import type { DeviceFlowService } from '@latchkey/contracts';
import type { RpcClient, RpcService } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { EphemeralStore } from '@latchkey/storage';
import type { Pool } from 'pg';
import { fileURLToPath } from 'node:url';
import { assertionAudiences } from './assertion/audiences';
import { createKeySetFetching } from './assertion/fetch-key-set';
import { createPublishedKeys } from './assertion/published-keys';
import { createAssertionVerifier } from './assertion/verify-assertion';
import type { Audit } from './audit';
import { createAuthorizationRequests } from './authorization/authorization-requests';
import { authorizationService } from './authorization/authorization-service';
import { createDeviceAuthorization } from './authorization/device-authorization';
import { createRequestIntake } from './authorization/request-intake';
import { createAuthorizationRequestStore } from './authorization/request-store';
import { createClientAuthentication } from './client/authenticate-client';
import type { ClientRegistry } from './client/client-registry';
import { createRequestedAccess } from './client/requested-access';
import type { Config } from './config';
import { createProofRedemption } from './dpop/redeem-proof';
import { authorizationCode } from './grant/authorization-code';
import { clientCredentials } from './grant/client-credentials';
import { deviceCode } from './grant/device-code';
import { createDeviceCodeRedemption } from './grant/device-code-redemption';
import type { Grant, OnGrantCreated } from './grant/grant';
import type { GrantRecord } from './grant/grant-record';
import { createGrantRepository } from './grant/grant-repository';
import { grantService } from './grant/grant-service';
import { jwtBearer } from './grant/jwt-bearer';
import { refreshToken } from './grant/refresh-token';
import { createRevokeMany } from './grant/revoke-many';
import { tokenExchange } from './grant/token-exchange';
import { keyService } from './key/key-service';
import type { Keys } from './key/keys';
import type { ResourceRegistry } from './resource/resource-registry';
import { createRevocationCheck } from './revocation/check-revocations';
import { createRevocationRepository } from './revocation/revocation-repository';
import { revocationService } from './revocation/revocation-service';
import type { RevocationFeed, Revocations } from './revocation/revocations';
import { createTokenExchange } from './token/exchange-token';
import { createClientIntrospection } from './token/introspect-client-token';
import { createIntrospection } from './token/introspect-token';
import { signIntrospection } from './token/introspection-jwt';
import { createAccessTokenIssuing, createTokenIssuing } from './token/issue-tokens';
import { createReadAccessTokens } from './token/read-access-token';
import { createTokenRevocation } from './token/revoke-token';
import { tokenService } from './token/token-service';
import { createTokenVerification } from './token/verify-token';

/** SQL migrations of the schema `issuer`. */
export const migrationsDirectory = fileURLToPath(new URL('./migrations', import.meta.url));

/** What the token issuer is built from. */
export interface IssuerDependencies {
  config: Config;
  pool: Pool;
  ephemeralStore: EphemeralStore;
  keys: Keys;
  clients: ClientRegistry;
  resources: ResourceRegistry;
  revocations: Revocations & RevocationFeed;
  deviceFlow: Pick<RpcClient<typeof DeviceFlowService>, 'startDeviceAuthorization' | 'redeemDeviceCodes'>;
  audit: Audit;
  logger: Logger;
  clock: () => Date;
}

// A device may take an hour to fetch what was approved; a code lives for ten minutes at most.
const longestApprovalSeconds = 3_600;

/** Builds the services of the token issuer. */
export function buildServices(dependencies: IssuerDependencies): RpcService[] {
  const { config, pool, keys, clients, resources, revocations, deviceFlow, logger, clock } = dependencies;
  const { audit } = dependencies;
  const issuer = config.LATCHKEY_PUBLIC_URL;
  const keyRing = keys.ring;
  const audiences = assertionAudiences(issuer);
  const fetchKeySet = createKeySetFetching({ allowPrivateNetworks: config.LATCHKEY_PRIVATE_NETWORK_FETCHES });
  const verifyAssertion = createAssertionVerifier({
    findKeys: createPublishedKeys({ fetchKeySet, clock }),
    ephemeralStore: dependencies.ephemeralStore,
    clock,
  });
  const authenticateClient = createClientAuthentication({ clients, verifyAssertion, audiences });
  const redeemProof = createProofRedemption({
    issuer,
    ephemeralStore: dependencies.ephemeralStore,
    clock,
  });
  const accessRules = createRequestedAccess({ resources });
  const grants = createGrantRepository(pool);
  const issuing = {
    issuer,
    keyRing,
    resources,
    clock,
    lifetimes: {
      accessTokenSeconds: config.LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS,
      accessTokenMaximumSeconds: config.LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS,
      refreshTokenSeconds: config.LATCHKEY_REFRESH_TOKEN_LIFETIME_SECONDS,
      grantSeconds: config.LATCHKEY_GRANT_LIFETIME_SECONDS,
    },
  };
  const issueAccessToken = createAccessTokenIssuing(issuing);
  const issueTokens = createTokenIssuing({ ...issuing, issueAccessToken });
  const revocationRepository = createRevocationRepository(pool);
  const readAccessTokens = createReadAccessTokens({
    verifyToken: createTokenVerification({ issuer, keyRing, clock }),
    clients,
    checkRevocations: createRevocationCheck(revocations, revocationRepository),
  });
  const onGrantCreated: OnGrantCreated = ({ id: grantId, clientId, subject, scopes }, by) =>
    audit({ type: 'grant.created', grantId, clientId, subject, details: { by, scope: formatScope(scopes) } });
  const recordReuse =
    (type: 'grant.code_reused' | 'grant.refresh_token_reused') =>
    async ({ id: grantId, clientId, subject }: GrantRecord) => {
      audit({ type, grantId, clientId, subject });
      await revocations.refresh();
    };

  const grantTypes = {
    authorization_code: authorizationCode({
      ...accessRules,
      grants,
      issueTokens,
      clock,
      onGrantCreated,
      onReuse: recordReuse('grant.code_reused'),
      codeVerifierMinimumLength: config.LATCHKEY_CODE_VERIFIER_MINIMUM_LENGTH,
    }),
    refresh_token: refreshToken({
      ...accessRules,
      grants,
      issueTokens,
      clock,
      onReuse: recordReuse('grant.refresh_token_reused'),
      replayWindowSeconds: config.LATCHKEY_REFRESH_REPLAY_WINDOW_SECONDS,
    }),
    client_credentials: clientCredentials({ ...accessRules, issueAccessToken }),
    [DEVICE_CODE]: deviceCode({
      ...accessRules,
      redeemDeviceCode: createDeviceCodeRedemption({ deviceFlow, logger }),
      grants,
      issueTokens,
      clock,
      onGrantCreated,
      replayWindowSeconds: config.LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS,
    }),
    [TOKEN_EXCHANGE]: tokenExchange({ ...accessRules, readAccessTokens, issueAccessToken }),
    [JWT_BEARER]: jwtBearer({
      ...accessRules,
      issueAccessToken,
      verifyAssertion,
      audiences,
    }),
  } satisfies Record<GrantType, Grant>;

  const requests = createAuthorizationRequestStore(dependencies.ephemeralStore);

  return [
    authorizationService({
      requestIntake: createRequestIntake({
        ...accessRules,
        issuer,
        clients,
        authenticateClient,
        redeemProof,
        requests,
        clock,
        requestLifetimeSeconds: config.LATCHKEY_AUTHORIZATION_REQUEST_LIFETIME_SECONDS,
        pushedLifetimeSeconds: config.LATCHKEY_PUSHED_REQUEST_LIFETIME_SECONDS,
      }),
      authorizationRequests: createAuthorizationRequests({
        issuer,
        requests,
        grants,
        clock,
        codeLifetimeSeconds: config.LATCHKEY_AUTHORIZATION_CODE_LIFETIME_SECONDS,
      }),
      requestDeviceAuthorization: createDeviceAuthorization({
        ...accessRules,
        issuer,
        authenticateClient,
        deviceFlow,
      }),
      logger,
    }),
    tokenService({
      exchangeToken: createTokenExchange({ authenticateClient, redeemProof, grants: grantTypes }),
      introspect: createIntrospection(readAccessTokens),
      introspectForClient: createClientIntrospection({
        issuer,
        authenticateClient,
        readAccessTokens,
        grants,
        resources,
        clock,
      }),
      signIntrospection: (introspection, audience) =>
        signIntrospection(introspection, { issuer, audience, key: keyRing.signing, now: clock() }),
      revokeToken: createTokenRevocation({
        authenticateClient,
        grants,
        readAccessTokens,
        repository: revocationRepository,
        revocations,
        audit,
        clock,
      }),
      logger,
    }),
    grantService({
      pool,
      grants,
      revokeMany: createRevokeMany({
        pool,
        clock,
        entrySeconds: Math.max(issuing.lifetimes.accessTokenMaximumSeconds, longestApprovalSeconds),
      }),
      revocations,
      audit,
      clock,
    }),
    revocationService(revocations),
    keyService(keys),
  ];
}
