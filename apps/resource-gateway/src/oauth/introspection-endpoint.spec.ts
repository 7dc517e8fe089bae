import { clientSecret } from '../testing/test-services';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

const authorization = `Basic ${Buffer.from(`demo-service:${clientSecret}`).toString('base64')}`;

describe('introspection endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => void (gateway.issuer.batches.length = 0));

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.origin}/introspect/`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization, ...headers },
    });

  it('says what an active token stands for', async () => {
    const response = await post('token=active&token_type_hint=access_token');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      active: true,
      iss: 'https://auth.example.com',
      sub: 'ada',
      aud: 'https://auth.example.com/resource/',
      client_id: 'demo-web',
      scope: 'flex:read flex:control',
      iat: 1_700_000_000,
      exp: 1_700_000_600,
      jti: 'token-1',
      token_type: 'Bearer',
      acr: 'phr',
      auth_time: 1_699_999_990,
      act: { sub: 'second', act: { sub: 'first' } },
    });
    expect(headersOf(response)).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept' });
  });

  it('says of a bound token which key that is', async () => {
    expect(await (await post('token=bound')).json()).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt: 'x'.repeat(43) },
      origin_client_id: 'demo-tv',
    });
  });

  it('says nothing of any other', async () => {
    expect(await (await post('token=unknown')).json()).toEqual({ active: false });
  });

  it.each([
    'application/token-introspection+jwt',
    'application/json;q=0.5, Application/Token-Introspection+JWT;q=0.9',
  ])('answers with a JWT to a client that accepts %s', async (accept) => {
    const response = await post('token=active', { accept });
    expect(response.headers.get('content-type')).toBe('application/token-introspection+jwt');
    expect(await response.text()).toBe('a.signed.jwt');
  });

  it('coalesces simultaneous requests, each with its own answer', async () => {
    const ask = () =>
      Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const response = await post(`token=${n % 2 ? 'active' : 'unknown'}`);
          return ((await response.json()) as { active: boolean }).active;
        }),
      );
    await ask(); // opens the connections
    gateway.issuer.batches.length = 0;
    expect(await ask()).toEqual(Array.from({ length: 40 }, (_, n) => n % 2 === 1));
    expect(gateway.issuer.batches.length).toBeLessThan(40);
  });

  it('refuses who is not allowed to ask', async () => {
    const response = await post('token=active', { authorization: `Basic ${btoa('demo-web:wrong')}` });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
  });

  it('asks for the token when there is none', async () => {
    const response = await post('token_type_hint=access_token');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('token'),
    });
  });

  it('puts no token into the log', () => {
    expect(gateway.log()).not.toContain('token=');
    expect(gateway.log()).not.toContain('a.signed.jwt');
  });
});
