import { startTestGateway, type TestGateway } from '../testing/test-gateway';

const wellKnown = '/.well-known/oauth-protected-resource';

describe('metadata of protected resources', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      resource: { routes: [{ pathPrefix: '/resource/' }, { pathPrefix: '/graphql/' }] },
      others: [
        { resource: 'https://auth.example.com/v2?tenant=1', scopes: [] },
        {
          resource: 'urn:elsewhere',
          routes: [{ pathPrefix: '/elsewhere/' }],
          upstream: 'http://127.0.0.1:1',
        },
        { resource: 'https://other.example.com/', scopes: [{ scope: 'other' }] },
      ],
    });
  });
  afterAll(() => gateway.close());

  const get = (path: string, init?: RequestInit) => fetch(gateway.origin + path, init);

  it.each(['/resource/', '/resource'])('describe the resource %s', async (path) => {
    const response = await get(wellKnown + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=60');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      resource: 'https://auth.example.com/resource/',
      authorization_servers: ['https://auth.example.com'],
      scopes_supported: ['flex:read', 'flex:control'],
      bearer_methods_supported: ['header'],
      resource_name: 'ResiFlex',
      dpop_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA'],
      dpop_bound_access_tokens_required: false,
    });
  });

  it('are where the challenge says', async () => {
    const challenge = (await get('/resource/x')).headers.get('www-authenticate') ?? '';
    const url = /^Bearer .*?resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '';
    expect(url).toBe(`https://auth.example.com${wellKnown}/resource/`);
    expect((await get(new URL(url).pathname)).status).toBe(200);
  });

  it.each([
    ['/graphql/', 'https://auth.example.com/resource/'],
    ['/elsewhere/', 'urn:elsewhere'],
    ['', 'https://auth.example.com/resource/'],
    ['/', 'https://auth.example.com/resource/'],
  ])('are also at "%s"', async (path, resource) => {
    expect(await (await get(wellKnown + path)).json()).toMatchObject({ resource });
  });

  it('answer HEAD, and a preflight of any origin, and refuse to be written', async () => {
    const post = await get(`${wellKnown}/resource/`, { method: 'POST', body: 'x' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect((await get(`${wellKnown}/resource/`, { method: 'HEAD' })).status).toBe(200);
    const preflight = await get(`${wellKnown}/resource/`, { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([`${wellKnown}/nothing/`, `${wellKnown}x`, `${wellKnown}/resource/below`])(
    'are not at %s',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    },
  );
});
