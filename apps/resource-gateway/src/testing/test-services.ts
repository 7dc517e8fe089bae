import type { MessageInitShape } from '@bufbuild/protobuf';
import { KeyService, AuthorizationService, RevocationService, TokenService } from '@latchkey/contracts';
import type {
  ClientIntrospectionRequest,
  PushAuthorizationRequestRequest,
  RequestDeviceAuthorizationRequest,
  RevocationSchema,
  TokenIntrospectionSchema,
  TokenRequest,
} from '@latchkey/contracts';
import { generateSigningKey, type AccessTokenClaims, type SigningKey } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import {
  RpcError,
  oauthErrorToMessage,
  rpcService,
  startRpcServer,
  type Handlers,
  type RpcServer,
} from '@latchkey/rpc';
import { createLogger, createMetrics, currentRequestContext, type TlsMaterial } from '@latchkey/service-kit';
import { pushed } from './test-push';

export const clientSecret = 'the-secret-of-demo-service';

const quiet = createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } });
const listen = (tls: TlsMaterial, port: number, services: ReturnType<typeof rpcService>[]) =>
  startRpcServer({ host: '127.0.0.1', port, tls, logger: quiet, metrics: createMetrics('test'), services });

/** A token issuer with a few clients and hardly any rules. */
export interface TestIssuer {
  server: RpcServer;
  key: SigningKey;
  /** Sizes of the batches of token requests so far. */
  batches: number[];
  /** Token requests so far, as they arrived. */
  tokenRequests: TokenRequest[];
  /** Device authorization requests so far. */
  deviceRequests: RequestDeviceAuthorizationRequest[];
  /** Request ids of the calls so far. */
  requestIds: (string | undefined)[];
  /** Pushed authorization requests so far. */
  pushedRequests: PushAuthorizationRequestRequest[];
  /** What opaque tokens stand for. */
  opaqueTokens: Map<string, MessageInitShape<typeof TokenIntrospectionSchema>>;
  /** What is pushed as revoked. */
  revoked: MessageInitShape<typeof RevocationSchema>[];
  /** Tokens revoked so far. */
  revocations: string[];
  /** How often the keys were asked for. */
  keyCalls: number;
}

/** Signs an access token as the issuer does. */
export type SignToken = (claims?: Partial<AccessTokenClaims>, key?: SigningKey) => string;

/** Starts the issuer. It answers each client with a token whose subject is that client. */
export async function startTestIssuer(
  tls: TlsMaterial,
  { sign, port = 0 }: { sign: SignToken; port?: number },
): Promise<TestIssuer> {
  const issuer: Omit<TestIssuer, 'server'> = {
    key: await generateSigningKey(),
    batches: [],
    tokenRequests: [],
    deviceRequests: [],
    requestIds: [],
    pushedRequests: [],
    revocations: [],
    revoked: [],
    opaqueTokens: new Map(),
    keyCalls: 0,
  };

  function exchange(request: TokenRequest) {
    const { grantType, parameters, clientAuthentication: { clientId = '', credential = '' } = {} } = request;
    if (grantType === 'break') throw new Error('the database password is hunter2');
    if (grantType === '') throw new OAuthError('invalid_request', { description: 'grant_type is missing' });
    if (clientId === 'demo-service' ? credential !== clientSecret : !/^client-\d+$/.test(clientId)) {
      throw new OAuthError('invalid_client', { description: 'unknown client or wrong secret' });
    }
    if (grantType === 'busy') throw new OAuthError('temporarily_unavailable', { retryAfterSeconds: 7 });
    if (grantType === 'waiting') throw new OAuthError('authorization_pending');
    const scope = parameters.scope ?? 'flex:read';
    return {
      accessToken: sign({ sub: clientId, client_id: clientId, scope }, issuer.key),
      tokenType: grantType === 'bound' ? 'DPoP' : 'Bearer',
      expiresInSeconds: 300,
      refreshToken: grantType === 'client_credentials' ? '' : 'the-refresh-token',
      scope,
    };
  }

  const tokenService: Handlers<typeof TokenService> = {
    async exchangeTokens({ tokenRequests }) {
      issuer.batches.push(tokenRequests.length);
      issuer.tokenRequests.push(...tokenRequests);
      issuer.requestIds.push(currentRequestContext()?.requestId);
      const outcomes = tokenRequests.map((request) => {
        try {
          return { outcome: { case: 'tokenResponse' as const, value: exchange(request) } };
        } catch (error) {
          if (!(error instanceof OAuthError)) throw error;
          return { outcome: { case: 'error' as const, value: oauthErrorToMessage(error) } };
        }
      });
      return { outcomes };
    },
    async introspectTokens({ tokens }) {
      return { introspections: tokens.map((token) => issuer.opaqueTokens.get(token) ?? { active: false }) };
    },
    async introspectClientTokens({ introspectionRequests }) {
      issuer.batches.push(introspectionRequests.length);
      return { outcomes: introspectionRequests.map(introspect) };
    },
    async revokeToken(request) {
      if (request.clientAuthentication?.clientId !== 'demo-service') throw new OAuthError('invalid_client');
      issuer.revocations.push(request.token);
      return {};
    },
  };
  const authorizationService: Handlers<typeof AuthorizationService> = {
    async requestDeviceAuthorization(request) {
      issuer.deviceRequests.push(request);
      issuer.requestIds.push(currentRequestContext()?.requestId);
      if (request.clientAuthentication?.clientId !== 'demo-tv') {
        throw new OAuthError('unauthorized_client', { description: 'this client may not use devices' });
      }
      return {
        deviceCode: 'the-device-code',
        userCode: 'ETE39050',
        verificationUri: 'https://auth.example.com/device',
        verificationUriComplete: 'https://auth.example.com/device?user_code=ETE39050',
        expiresInSeconds: 600,
        intervalSeconds: 5,
      };
    },
    async pushAuthorizationRequest(request) {
      issuer.pushedRequests.push(request);
      if (request.parameters['response_type'] !== 'code') {
        const error = new OAuthError('unsupported_response_type', { description: 'must be code' });
        return { outcome: { case: 'refused', value: { error: oauthErrorToMessage(error), location: '' } } };
      }
      const value = { requestUri: 'urn:ietf:params:oauth:request_uri:abc', expiresInSeconds: 60 };
      return { outcome: { case: 'accepted', value } };
    },
    getAuthorizationRequest: unimplemented,
    approveAuthorizationRequest: unimplemented,
    denyAuthorizationRequest: unimplemented,
  };
  const jwks = () => ({ jwksJson: JSON.stringify({ keys: [issuer.key.publicJwk] }), maxAgeSeconds: 120 });
  const keyService: Handlers<typeof KeyService> = {
    async getJwks() {
      issuer.keyCalls += 1;
      return jwks();
    },
    watchJwks: (_request, { signal }) => pushed(signal, () => ({ revision: 1n, jwks: jwks() })),
    confirmJwks: async () => ({}),
    listSigningKeys: unimplemented,
    rotateSigningKey: unimplemented,
  };
  const revocationService: Handlers<typeof RevocationService> = {
    watchRevocations: (_request, { signal }) =>
      pushed(signal, () => ({ position: 1n, snapshot: true, complete: true, revocations: issuer.revoked })),
  };
  const server = await listen(tls, port, [
    rpcService(TokenService, tokenService),
    rpcService(AuthorizationService, authorizationService),
    rpcService(KeyService, keyService),
    rpcService(RevocationService, revocationService),
  ]);
  return Object.assign(issuer, { server });
}

/** To demo-service a token whose text is "active" is active, so is "bound", and every other is not. */
function introspect(request: ClientIntrospectionRequest) {
  const { token, asJwt, clientAuthentication: { clientId = '' } = {} } = request;
  if (clientId !== 'demo-service') {
    return {
      outcome: { case: 'error' as const, value: oauthErrorToMessage(new OAuthError('invalid_client')) },
    };
  }
  if (asJwt) return { outcome: { case: 'introspectionJwt' as const, value: 'a.signed.jwt' } };
  const active = token === 'active' || token === 'bound';
  const value = active
    ? {
        active,
        issuer: 'https://auth.example.com',
        subject: 'ada',
        clientId: 'demo-web',
        audiences: ['https://auth.example.com/resource/'],
        scopes: ['flex:read', 'flex:control'],
        issueTime: { seconds: 1_700_000_000n, nanos: 0 },
        expireTime: { seconds: 1_700_000_600n, nanos: 0 },
        tokenId: 'token-1',
        tokenKind: 'access_token',
        grantId: 'not for clients',
        acr: 'phr',
        authTime: { seconds: 1_699_999_990n, nanos: 0 },
        ...(token === 'bound' && { confirmationThumbprint: 'x'.repeat(43), originClientId: 'demo-tv' }),
        actors: ['second', 'first'],
      }
    : { active };
  return { outcome: { case: 'introspection' as const, value } };
}

async function unimplemented(): Promise<never> {
  throw new RpcError('UNIMPLEMENTED', 'not in this test');
}
