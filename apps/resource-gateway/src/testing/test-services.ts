import { KeyService, ResourceService, AuthorizationService, TokenService } from '@latchkey/contracts';
import type { RequestDeviceAuthorizationRequest, TokenRequest } from '@latchkey/contracts';
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
      tokenType: 'Bearer',
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
    introspectTokens: unimplemented,
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
    pushAuthorizationRequest: unimplemented,
    getAuthorizationRequest: unimplemented,
    approveAuthorizationRequest: unimplemented,
    denyAuthorizationRequest: unimplemented,
  };
  const keyService: Handlers<typeof KeyService> = {
    async getJwks() {
      issuer.keyCalls += 1;
      return { jwksJson: JSON.stringify({ keys: [issuer.key.publicJwk] }), maxAgeSeconds: 120 };
    },
  };
  const server = await listen(tls, port, [
    rpcService(TokenService, tokenService),
    rpcService(AuthorizationService, authorizationService),
    rpcService(KeyService, keyService),
  ]);
  return Object.assign(issuer, { server });
}

/** Starts a directory that lists two resources. */
export async function startTestDirectory(tls: TlsMaterial): Promise<RpcServer> {
  const scopes = (...names: string[]) => names.map((scope) => ({ scope, description: scope }));
  return listen(tls, 0, [
    rpcService(ResourceService, {
      async listResources() {
        return {
          resources: [
            { resource: 'https://auth.example.com/resource/', scopes: scopes('flex:read', 'flex:control') },
            { resource: 'https://other.example.com/', scopes: scopes('flex:read', 'other') },
          ],
        };
      },
    }),
  ]);
}

async function unimplemented(): Promise<never> {
  throw new RpcError('UNIMPLEMENTED', 'not in this test');
}
