import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuthorizationService,
  ClientAuthenticationMethod,
  KeyService,
  RedeemDeviceCodesResponseSchema,
  StartDeviceAuthorizationResponseSchema,
  TokenService,
  type AuditEventSchema,
  type TokenResponse,
} from '@latchkey/contracts';
import { testCertificates } from '@latchkey/development';
import type { OAuthError } from '@latchkey/oauth';
import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { connect, oauthErrorFromMessage, startRpcServer } from '@latchkey/rpc';
import { createAuditTrail, createLogger, createMetrics } from '@latchkey/service-kit';
import { createEphemeralStore } from '@latchkey/storage';
import { randomUUID } from 'node:crypto';
import { auditLines } from '../audit';
import { createClientRegistry } from '../client/client-registry';
import { configSchema } from '../config';
import { keySettings } from '../key/key-settings';
import { startKeys } from '../key/keys';
import { createResourceRegistry } from '../resource/resource-registry';
import { startRevocations } from '../revocation/revocations';
import { buildServices } from '../server';
import { createTestDirectory, resource } from './test-clients';
import { createTestSchema } from './test-schema';

/** Issuer identifier of the issuer under test. */
export const issuer = 'https://auth.example';

/** What replicas of an issuer under test have in common. */
export interface SharedByReplicas {
  schema: Awaited<ReturnType<typeof createTestSchema>>;
  directory: ReturnType<typeof createTestDirectory>;
  time: { now: Date };
}

/**
 * A token issuer with a real database, reached as its callers reach it: over gRPC with mutual TLS. The
 * directory and the device-flow manager are played, and the clock is set by the test.
 *
 * @param beside an issuer that this one is a replica of: they share database, directory, time and keys
 */
export async function startTestIssuer(settings: Record<string, string> = {}, beside?: SharedByReplicas) {
  const schema = beside?.schema ?? (await createTestSchema());
  const { connectionString, pool } = schema;
  const certificates = await testCertificates(
    'token-issuer',
    'resource-gateway',
    'authorization-frontend',
    'demo-api',
    'directory',
    'cli',
  );

  const log: string[] = [];
  const logger = createLogger({
    service: 'token-issuer',
    level: 'debug',
    destination: { write: (line) => void log.push(line) },
  });
  const ephemeralStore = await createEphemeralStore({ pool, keyPrefix: 'issuer', onError: () => undefined });

  const time = beside?.time ?? { now: new Date('2030-01-01T00:00:00Z') };
  const clock = () => time.now;
  const masterKey = Buffer.alloc(32, 7);
  const config = configSchema.parse({
    LATCHKEY_TLS_CA_FILE: 'unused',
    LATCHKEY_TLS_CERT_FILE: 'unused',
    LATCHKEY_TLS_KEY_FILE: 'unused',
    LATCHKEY_PUBLIC_URL: issuer,
    LATCHKEY_DATABASE_URL: connectionString,
    LATCHKEY_DIRECTORY_TARGET: 'unused:1',
    LATCHKEY_DEVICE_TARGET: 'unused:1',
    LATCHKEY_MASTER_KEY: masterKey.toString('base64'),
    ...settings,
  });
  const directory = beside?.directory ?? createTestDirectory(clock);
  const clients = createClientRegistry({ directory, clock, logger });
  const resources = createResourceRegistry({ directory, logger });
  await resources.ready();
  const revocations = startRevocations({
    connectionString,
    schema: 'issuer',
    applicationName: `revocations ${randomUUID()}`.slice(0, 40),
    clock,
    logger,
  });
  const audited: MessageInitShape<typeof AuditEventSchema>[] = [];
  const trail = createAuditTrail({
    directory: { recordAuditEvents: async ({ auditEvents = [] }) => void audited.push(...auditEvents) },
    lines: auditLines,
    logger,
    clock,
  });
  const audit = trail.record;
  const issuerKeys = await startKeys({
    ...keySettings(config),
    pool,
    connectionString,
    schema: 'issuer',
    applicationName: 'test keys',
    clock,
    audit,
    logger,
  });
  const device = playDeviceFlow(clock);
  const metrics = createMetrics('token-issuer');
  const built = buildServices({
    config,
    pool,
    ephemeralStore,
    keys: issuerKeys,
    clients,
    resources,
    revocations,
    deviceFlow: device.service,
    audit,
    logger,
    clock,
  });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: certificates['token-issuer'],
    services: built,
    logger,
    metrics,
  });
  const open = (caller: keyof typeof certificates) =>
    connect({ target: `dns:///127.0.0.1:${server.port}`, peer: 'token-issuer', tls: certificates[caller] });
  const frontend = open('authorization-frontend');
  const gateway = open('resource-gateway');

  return {
    authorization: frontend.service(AuthorizationService),
    device: { ...device, authorization: gateway.service(AuthorizationService) },
    tokens: gateway.service(TokenService),
    keys: gateway.service(KeyService),
    directory,
    schema,
    time,
    revocations,
    pool,
    keyRing: issuerKeys.ring,
    issuerKeys,
    log,
    /** Events that reached the directory. */
    audited,
    connectAs: open,
    /** Where it listens, and with which certificates it is reached from another process. */
    port: server.port,
    certificates,
    /** Lets time pass. */
    pass(seconds: number) {
      time.now = new Date(time.now.getTime() + seconds * 1000);
    },
    now: clock,
    async stop() {
      frontend.close();
      gateway.close();
      clients.close();
      resources.close();
      await revocations.close();
      await server.close(100);
      await issuerKeys.close();
      await trail.close();
      await ephemeralStore.close();
      if (!beside) await schema.drop();
    },
  };
}

/** The issuer under test. */
export type TestIssuer = Awaited<ReturnType<typeof startTestIssuer>>;

/** Answers for the device-flow manager: every code is approved, under one grant identity a code. */
function playDeviceFlow(clock: () => Date) {
  const grantIds = new Map<string, string>();
  const started: unknown[] = [];
  const approvedAt = new Map<string, Date>();
  return {
    started,
    /** When a code was approved, if that is not as it is polled. */
    approvedAt,
    service: {
      async startDeviceAuthorization(request: unknown) {
        started.push(request);
        return create(StartDeviceAuthorizationResponseSchema, {
          deviceCode: 'device-code',
          userCode: 'ETE39050',
          expiresInSeconds: 600,
          intervalSeconds: 5,
        });
      },
      async redeemDeviceCodes({ devicePolls = [] }: { devicePolls?: { deviceCode?: string }[] }) {
        const outcomes = devicePolls.map(({ deviceCode = '' }) => {
          const grantId = grantIds.get(deviceCode) ?? randomUUID();
          grantIds.set(deviceCode, grantId);
          const approval = {
            grantId,
            subject: 'user-1',
            authTime: timestampFromDate(clock()),
            acr: 'phr',
            approveTime: timestampFromDate(approvedAt.get(deviceCode) ?? clock()),
            scopes: ['flex:read'],
            resources: [resource],
          };
          return { outcome: { case: 'approval' as const, value: approval } };
        });
        return create(RedeemDeviceCodesResponseSchema, { outcomes });
      },
    },
  };
}

/** Sends one token request as a public client; resolves with the response or the OAuth error. */
export async function exchange(
  { tokens }: Pick<TestIssuer, 'tokens'>,
  clientId: string,
  grantType: string,
  parameters: Record<string, string>,
  resources: string[] = [],
  dpopProof = '',
): Promise<TokenResponse | OAuthError> {
  const clientAuthentication = { method: ClientAuthenticationMethod.NONE, clientId };
  const { outcomes } = await tokens.exchangeTokens({
    tokenRequests: [{ clientAuthentication, grantType, parameters, resources, dpopProof }],
  });
  const outcome = outcomes[0]?.outcome;
  if (outcome?.case === 'tokenResponse') return outcome.value;
  if (outcome?.case === 'error') return oauthErrorFromMessage(outcome.value);
  throw new Error('the batch came back without an outcome');
}

/** Has user-1 approve an authorization request; returns what the client then needs at the token endpoint. */
export async function authorize(
  { authorization, now }: TestIssuer,
  changes: Record<string, string> = {},
  codeVerifier = createCodeVerifier(),
) {
  const parameters: Record<string, string> = {
    client_id: 'web',
    redirect_uri: 'https://web.example/callback',
    response_type: 'code',
    state: 'state-1',
    code_challenge: createCodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...changes,
  };
  const { outcome } = await authorization.pushAuthorizationRequest({ parameters });
  if (outcome.case === 'refused') throw new Error(`refused: ${outcome.value.error?.description}`);
  if (outcome.case !== 'accepted') throw new Error(`not stored: ${outcome.case}`);
  const { requestUri } = outcome.value;
  const { authorizationRequest } = await authorization.getAuthorizationRequest({ requestUri });
  const approval = {
    requestUri,
    subject: 'user-1',
    authTime: timestampFromDate(now()),
    acr: 'https://refeds.org/profile/sfa',
    scopes: authorizationRequest?.scopes ?? [],
  };
  const { location } = await authorization.approveAuthorizationRequest(approval);
  const code = new URL(location).searchParams.get('code') ?? '';
  const redemption = { code, redirect_uri: parameters['redirect_uri'] ?? '', code_verifier: codeVerifier };
  return { requestUri, approval, location, redemption };
}
