import { startTestGateway, type TestGateway } from '../testing/test-gateway';

const dpopless = (challenge: string | null) => challenge?.split(', DPoP ')[0];

describe('access rules of a resource', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      resource: {
        routes: [
          {
            pathPrefix: '/resource/',
            rules: [
              { methods: ['GET'], path: 'open/', public: true },
              { path: 'admin/', scopes: ['flex:read', 'flex:control'] },
              { path: 'anybody', scopes: [] },
            ],
          },
        ],
      },
    });
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.resource.received.length = 0;
  });

  const get = (path: string, authorization?: string, init: RequestInit = {}) =>
    fetch(gateway.origin + path, {
      ...init,
      headers: { ...(authorization && { authorization }), ...init.headers },
    });

  it('let a request for what is public pass without a token, as nobody in particular', async () => {
    const response = await get('/resource/open/x', undefined, {
      headers: { accept: 'text/html', 'x-latchkey-subject': 'admin', x_latchkey_subject: 'admin' },
    });
    expect(response.status).toBe(200);
    expect(gateway.resource.received[0]?.headers).not.toHaveProperty('authorization');
    expect(Object.keys(gateway.resource.received[0]?.headers ?? {})).not.toContainEqual(
      expect.stringMatching(/latchkey/),
    );
  });

  it('say who asks for what is public when there is a token', async () => {
    const token = gateway.sign({ scope: 'other' });
    expect((await get('/resource/open/x', `Bearer ${token}`)).status).toBe(200);
    expect(gateway.resource.received[0]?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-latchkey-subject': 'ada',
    });
  });

  it('refuse a token that is not valid where none would have been needed', async () => {
    expect((await get('/resource/open/x', `Bearer ${gateway.sign()}x`)).status).toBe(401);
    expect((await get('/resource/open/x', 'Bearer garbage.x')).status).toBe(401);
    expect(gateway.resource.received).toEqual([]);
  });

  it('take credentials of another scheme for none where none is needed, and do not pass them on', async () => {
    expect((await get('/resource/open/x', 'Basic eDp5')).status).toBe(200);
    expect(gateway.resource.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('are public for the methods that they name alone', async () => {
    expect((await get('/resource/open/x', undefined, { method: 'HEAD' })).status).toBe(200);
    expect((await get('/resource/open/x', undefined, { method: 'POST' })).status).toBe(401);
  });

  it('need every scope that they name, and name them in the challenge', async () => {
    expect((await get('/resource/admin/x', gateway.sign())).status).toBe(200);
    const response = await get('/resource/admin/x', gateway.sign({ scope: 'flex:read' }));
    expect(response.status).toBe(403);
    expect(dpopless(response.headers.get('www-authenticate'))).toBe(
      'Bearer realm="latchkey", error="insufficient_scope", ' +
        'error_description="the access token lacks the scope flex:control: ask for it when requesting authorization", ' +
        'scope="flex:read flex:control", ' +
        'resource_metadata="https://auth.example.com/.well-known/oauth-protected-resource/resource/"',
    );
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope' });
    expect(gateway.resource.received).toHaveLength(1);
  });

  it('need a valid token and no scope where they name none', async () => {
    expect((await get('/resource/anybody', gateway.sign({ scope: 'other' }))).status).toBe(200);
    expect((await get('/resource/anybody')).status).toBe(401);
  });

  it('need one scope of the resource where no rule covers the request', async () => {
    expect((await get('/resource/x', gateway.sign({ scope: 'flex:control' }))).status).toBe(200);
    const response = await get('/resource/x', gateway.sign({ scope: 'other' }));
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('scope="flex:read flex:control"');
  });

  it.each(['/resource//admin/x', '/resource/admin%2Fx', '/resource/admin;a/x', '/resource/open%2Fx'])(
    'do not guess what %s means',
    async (path) => {
      for (const authorization of [undefined, gateway.sign()]) {
        expect((await get(path, authorization)).status).toBe(400);
      }
      expect(gateway.resource.received).toEqual([]);
    },
  );

  it('decide about the method and path that the upstream sees', async () => {
    const headers = {
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-original-url': '/resource/admin/',
      'x-rewrite-url': '/resource/admin/',
    };
    expect((await get('/resource/open/x', undefined, { headers })).status).toBe(200);
    for (const name of Object.keys(headers)) {
      expect(gateway.resource.received[0]?.headers).not.toHaveProperty(name);
    }
  });

  it('refuse TRACE', async () => {
    const answer = await gateway.raw(
      `TRACE /resource/open/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${gateway.sign()}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 405 /);
  });
});
