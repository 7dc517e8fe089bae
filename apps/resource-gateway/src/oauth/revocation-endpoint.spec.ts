import { clientSecret } from '../testing/test-services';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

const authorization = `Basic ${Buffer.from(`demo-service:${clientSecret}`).toString('base64')}`;

describe('revocation endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const post = (body: string, headers: Record<string, string> = { authorization }) =>
    fetch(`${gateway.origin}/revoke/`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  it('has the issuer revoke the token, whatever the hint says', async () => {
    const response = await post('token=the-token&token_type_hint=something_else');
    expect(response.status).toBe(200);
    expect(headersOf(response)).toMatchObject({ 'cache-control': 'no-store' });
    expect(gateway.issuer.revocations).toEqual(['the-token']);
  });

  it('refuses a client that does not authenticate', async () => {
    const response = await post('token=x&client_id=demo-web', {});
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: 'invalid_client' });
  });

  it('asks for the token when there is none', async () => {
    expect((await post('token=')).status).toBe(400);
  });

  it('says that it cannot answer now while the issuer is away', async () => {
    const other = await startTestGateway();
    await other.issuer.server.close(0);
    const response = await fetch(`${other.origin}/revoke/`, {
      method: 'POST',
      body: new URLSearchParams({ token: 'x' }),
      headers: { authorization },
    });
    await other.close();
    // RFC 7009 §2.2.1: the client must assume that the token still exists.
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
  });
});
