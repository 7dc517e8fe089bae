import { clientSecret } from '../testing/test-services';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

const authorization = `Basic ${Buffer.from(`demo-service:${clientSecret}`).toString('base64')}`;

describe('pushed authorization request endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => void (gateway.issuer.pushedRequests.length = 0));

  const post = (body: string, headers: Record<string, string> = { authorization }, path = '/par/') =>
    fetch(`${gateway.origin}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  it.each(['/par/', '/par'])('answers at %s with a handle and its lifetime', async (path) => {
    const response = await post('response_type=code&state=s', undefined, path);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      request_uri: 'urn:ietf:params:oauth:request_uri:abc',
      expires_in: 60,
    });
    expect(headersOf(response)).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('gives the issuer the request, the client and how it authenticated', async () => {
    await post('response_type=code&state=s&resource=urn:a&resource=urn:b');
    expect(gateway.issuer.pushedRequests).toMatchObject([
      {
        clientAuthentication: { method: 2, clientId: 'demo-service', credential: clientSecret },
        parameters: { response_type: 'code', state: 's', client_id: 'demo-service' },
        resources: ['urn:a', 'urn:b'],
      },
    ]);
  });

  it('gives the issuer the proof of possession that the code is to be bound to', async () => {
    await post('response_type=code', { authorization, dpop: 'a.proof.text' });
    await post('response_type=code');
    expect(gateway.issuer.pushedRequests.map(({ dpopProof }) => dpopProof)).toEqual(['a.proof.text', '']);
  });

  it('answers a refused request itself, and sends nobody anywhere', async () => {
    const response = await post('response_type=token');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'unsupported_response_type' });
  });

  it('refuses a request without a client before the issuer is asked', async () => {
    expect((await post('response_type=code', {})).status).toBe(401);
    expect(gateway.issuer.pushedRequests).toEqual([]);
  });

  it('takes POST alone', async () => {
    expect((await fetch(`${gateway.origin}/par/`)).status).toBe(405);
  });
});
