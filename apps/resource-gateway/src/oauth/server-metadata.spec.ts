import { serverMetadata } from './server-metadata';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

const withCredentials = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const assertionAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];

const path = '/.well-known/oauth-authorization-server';

describe('server metadata', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const metadata = async () => (await fetch(gateway.origin + path)).json();

  it.each([path, `${path}/`])('says at %s what works, and nothing else', async (address) => {
    const response = await fetch(gateway.origin + address);
    expect(response.status).toBe(200);
    expect(headersOf(response)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(await response.json()).toEqual({
      issuer: 'https://auth.example.com',
      authorization_endpoint: 'https://auth.example.com/authorize/',
      token_endpoint: 'https://auth.example.com/token/',
      device_authorization_endpoint: 'https://auth.example.com/device-authorization/',
      pushed_authorization_request_endpoint: 'https://auth.example.com/par/',
      introspection_endpoint: 'https://auth.example.com/introspect/',
      revocation_endpoint: 'https://auth.example.com/revoke/',
      jwks_uri: 'https://auth.example.com/jwks/',
      scopes_supported: ['flex:read', 'flex:control', 'other'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
        'urn:ietf:params:oauth:grant-type:jwt-bearer',
      ],
      token_endpoint_auth_methods_supported: ['none', ...withCredentials],
      token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_endpoint_auth_methods_supported: withCredentials,
      introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA'],
      revocation_endpoint_auth_methods_supported: ['none', ...withCredentials],
      revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      require_pushed_authorization_requests: false,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      acr_values_supported: ['https://refeds.org/profile/sfa', 'https://refeds.org/profile/mfa', 'phr'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      dpop_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA'],
      service_documentation: 'https://auth.example.com/',
    });
  });

  it('announces endpoints that are there: each asks a stranger who it is', async () => {
    const document = (await metadata()) as Record<string, string>;
    const endpoints = Object.keys(document).filter((name) => name.endsWith('_endpoint'));
    expect(endpoints).toHaveLength(6);
    for (const name of endpoints.filter((each) => each !== 'authorization_endpoint')) {
      const { pathname } = new URL(document[name] ?? '');
      const response = await fetch(gateway.origin + pathname, {
        method: 'POST',
        body: new URLSearchParams({ token: 'x' }),
      });
      expect([name, await response.json()]).toEqual([
        name,
        expect.objectContaining({ error: 'invalid_client' }),
      ]);
    }
    const keys = await fetch(gateway.origin + new URL(document['jwks_uri'] ?? '').pathname);
    expect(keys.headers.get('content-type')).toBe('application/jwk-set+json');
  });

  it('answers HEAD, and refuses POST', async () => {
    expect((await fetch(gateway.origin + path, { method: 'HEAD' })).status).toBe(200);
    const post = await fetch(gateway.origin + path, { method: 'POST', body: 'x' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each(['/.well-known/openid-configuration', '/.well-known/', `${path}/tenant`])(
    'has nothing at %s',
    async (address) => {
      const response = await fetch(gateway.origin + address);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    },
  );

  it('keeps the scopes that it knows while the directory is away', async () => {
    await metadata();
    await gateway.directory.close(0);
    gateway.time.now += 60_000;
    expect(await metadata()).toHaveProperty('scopes_supported');
  });

  it('leaves the scopes out until it knows them', () => {
    const document = serverMetadata('https://auth.example.com', undefined);
    expect(document).not.toHaveProperty('scopes_supported');
    expect(document).toHaveProperty('issuer');
  });
});
