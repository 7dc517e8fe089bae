import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { reportPort } from './child-server';

const account = 'bench-person';
const scope = 'bench:read';
const redirectUri = 'https://client.example/callback';

/**
 * The peer: oidc-provider with ES256 access tokens as JWT, rotating refresh tokens, and its store in memory,
 * which is the fastest that it has, with room for more: by itself it forgets all but the last one to two thousand
 * entries, and refresh tokens that are in use among them. Consent and sign-in answer by themselves.
 */
export async function runPeerServer(): Promise<void> {
  const { BENCH_SECRET: secret = '', BENCH_RESOURCE: resource = '' } = process.env;
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  // Here and not above: only the peer's own process is to load it.
  const { default: OidcProvider } = await import('oidc-provider');
  const { default: MemoryAdapter } = await import('oidc-provider/lib/adapters/memory_adapter.js');
  const { default: Lru } = await import('oidc-provider/lib/helpers/lru.js');
  const store = new Lru({ maxSize: 10_000 });
  const provider = new OidcProvider(`http://127.0.0.1:${port}`, {
    ...configuration(secret, resource),
    adapter: (model: string) => new MemoryAdapter(model, store),
  });
  const handle = provider.callback();

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { url = '' } = request;
    if (url.startsWith('/interaction/')) return void finishInteraction(provider, request, response);
    if (url === '/bench/approve') return void approveDevice(provider, resource, request, response);
    handle(request, response);
  });
  await reportPort(port);
}

function configuration(secret: string, resource: string) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const client = (client_id: string, rest: object) => ({
    client_id,
    token_endpoint_auth_method: 'none',
    response_types: [],
    id_token_signed_response_alg: 'ES256',
    redirect_uris: [],
    scope,
    ...rest,
  });
  const confidential = { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret };
  return {
    clients: [
      client('bench-service', { ...confidential, grant_types: ['client_credentials'] }),
      client('bench-reader', { ...confidential, grant_types: ['client_credentials'] }),
      client('bench-web', {
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [redirectUri],
      }),
      client('bench-device', {
        application_type: 'native',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      }),
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'peer' }] },
    cookies: { keys: ['bench'] },
    scopes: [scope],
    routes: {
      authorization: '/authorize/',
      token: '/token/',
      introspection: '/introspect/',
      device_authorization: '/device-authorization/',
    },
    ttl: {
      AccessToken: 600,
      ClientCredentials: 600,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      DeviceCode: 600,
    },
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    issueRefreshToken: async (_context: unknown, issuedTo: { grantTypeAllowed(type: string): boolean }) =>
      issuedTo.grantTypeAllowed('refresh_token'),
    findAccount: async (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    loadExistingGrant: async (context: {
      oidc: {
        client: { clientId: string };
        session: { accountId: string };
        provider: Provider;
      };
    }) => {
      const { client: asking, session, provider } = context.oidc;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
      grant.addOIDCScope(scope);
      grant.addResourceScope(resource, scope);
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async () => true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_context: unknown, indicator: string) => ({
          scope,
          audience: indicator,
          accessTokenTTL: 600,
          accessTokenFormat: indicator === resource ? 'jwt' : 'opaque',
          ...(indicator === resource && { jwt: { sign: { alg: 'ES256' } } }),
        }),
      },
    },
  };
}

async function finishInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  await provider.interactionFinished(request, response, { login: { accountId: account }, consent: {} });
}

/** What the person's press on a page would do. */
async function approveDevice(
  provider: Provider,
  resource: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const userCode = (new URLSearchParams(body).get('user_code') ?? '').replace(/[^A-Z0-9]/g, '');
  const code = await provider.DeviceCode.findByUserCode(userCode);
  if (code) {
    const grant = new provider.Grant({ accountId: account, clientId: 'bench-device' });
    grant.addOIDCScope(scope);
    grant.addResourceScope(resource, scope);
    const now = Math.floor(Date.now() / 1000);
    Object.assign(code, {
      accountId: account,
      grantId: await grant.save(),
      authTime: now,
      scope,
      resource,
    });
    await code.save(code.exp - now);
  }
  response.writeHead(code ? 200 : 404).end();
}
