import { clientSecret } from '../testing/test-services';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const form = 'application/x-www-form-urlencoded';

describe('token endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.issuer.batches.length = 0;
    gateway.issuer.tokenRequests.length = 0;
    gateway.issuer.requestIds.length = 0;
  });

  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    path = '/token/',
  ) =>
    fetch(`${gateway.origin}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': form, ...headers },
    });

  it.each(['/token/', '/token'])('answers a client that authenticates with Basic at %s', async (path) => {
    const authorization = basic(`demo-service:${clientSecret}`);
    const response = await post('grant_type=client_credentials&scope=flex%3Aread', { authorization }, path);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^eyJ/),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'flex:read',
    });
    expect(headersOf(response)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[\w.-]{8,64}$/),
      'strict-transport-security': 'max-age=31536000',
    });
  });

  it('hands the refresh token on when there is one', async () => {
    const response = await post('grant_type=refresh_token&client_id=client-1');
    expect(await response.json()).toMatchObject({ refresh_token: 'the-refresh-token' });
  });

  it('gives the issuer what the client sent, parsed and not judged', async () => {
    await post(
      'grant_type=authorization_code&client_id=client-1&code=a%2Bb+c&resource=urn:a&resource=urn:b&x=',
    );
    expect(gateway.issuer.tokenRequests).toMatchObject([
      {
        clientAuthentication: { method: 1, clientId: 'client-1', credential: '' },
        grantType: 'authorization_code',
        parameters: { code: 'a+b c' },
        resources: ['urn:a', 'urn:b'],
      },
    ]);
  });

  it('gives the issuer parameters by names that objects inherit, and no credential among them', async () => {
    const names = 'constructor=a&toString=b&hasOwnProperty=c';
    const secret = `client_id=demo-service&client_secret=${clientSecret}`;
    await post(`grant_type=client_credentials&${names}&${secret}`);
    const [sent] = gateway.issuer.tokenRequests;
    expect(sent?.clientAuthentication).toMatchObject({ method: 3, clientId: 'demo-service' });
    expect(Object.entries(sent?.parameters ?? {})).toEqual([
      ['constructor', 'a'],
      ['toString', 'b'],
      ['hasOwnProperty', 'c'],
    ]);
  });

  it('gives the issuer the proof of possession as it came', async () => {
    await post('grant_type=client_credentials&client_id=client-1', { dpop: 'a.proof.text' });
    await post('grant_type=client_credentials&client_id=client-1');
    expect(gateway.issuer.tokenRequests.map(({ dpopProof }) => dpopProof)).toEqual(['a.proof.text', '']);
  });

  it.each([
    ['several proofs', 'DPoP: a.proof.text\r\nDPoP: another.proof.text\r\n'],
    ['a proof twice', 'DPoP: a.proof.text\r\ndpop: a.proof.text\r\n'],
    ['a proof without a value', 'DPoP: \r\n'],
  ])('refuses %s itself', async (_, fields) => {
    const body = 'grant_type=client_credentials&client_id=client-1';
    const answer = await gateway.raw(
      `POST /token/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${form}\r\n${fields}` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 .*"error":"invalid_dpop_proof"/s);
    expect(gateway.issuer.tokenRequests).toEqual([]);
  });

  it('says that the token is bound to a key', async () => {
    const response = await post('grant_type=bound&client_id=client-1', { dpop: 'a.proof.text' });
    expect(await response.json()).toMatchObject({ token_type: 'DPoP' });
  });

  it('coalesces simultaneous requests, and gives each client its own answer', async () => {
    const clients = Array.from({ length: 60 }, (_, n) => `client-${n}`);
    const subjects = () =>
      Promise.all(
        clients.map(async (client) => {
          const response = await post(`grant_type=client_credentials&client_id=${client}`);
          const { access_token: token } = (await response.json()) as { access_token: string };
          return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
        }),
      );
    await subjects(); // opens the connections, which are accepted one by one
    gateway.issuer.batches.length = 0;
    expect(await subjects()).toEqual(clients);
    const { batches } = gateway.issuer;
    expect(batches.reduce((sum, size) => sum + size)).toBe(60);
    expect(batches.length).toBeLessThan(15);
  });

  it('does not let one refused request touch its neighbours', async () => {
    const responses = await Promise.all(
      ['client-1', 'stranger', 'client-2'].map((client) =>
        post(`grant_type=client_credentials&client_id=${client}`),
      ),
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 401, 200]);
  });

  it('carries the request id of a lone request to the issuer', async () => {
    const response = await post('grant_type=client_credentials&client_id=client-1', {
      'x-request-id': 'my-request-0001',
    });
    expect(response.headers.get('x-request-id')).toBe('my-request-0001');
    expect(gateway.issuer.requestIds).toEqual(['my-request-0001']);
  });

  it('leaves a missing grant_type to the issuer', async () => {
    const response = await post('client_id=client-1');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'grant_type is missing',
    });
  });

  it.each<[string, number, string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['a repeated parameter', 400, 'invalid_request', 'grant_type=a&grant_type=a&client_id=client-1', {}],
    [
      'bytes that are not UTF-8',
      400,
      'invalid_request',
      Buffer.from('client_id=client-1&scope=\xff', 'latin1'),
      {},
    ],
    ['escapes that are not UTF-8', 400, 'invalid_request', 'client_id=client-1&scope=%ff', {}],
    ['a line break in a value', 400, 'invalid_request', 'client_id=client-1&scope=a%0Ab', {}],
    ['more than 100 parameters', 400, 'invalid_request', `client_id=client-1${'&a=b'.repeat(100)}`, {}],
    ['a body that is too large', 413, 'invalid_request', `client_id=client-1&a=${'b'.repeat(32 * 1024)}`, {}],
    ['no client', 401, 'invalid_client', 'grant_type=client_credentials', {}],
    ['an empty body', 401, 'invalid_client', '', {}],
    ['an unknown client', 401, 'invalid_client', 'grant_type=client_credentials&client_id=stranger', {}],
    ['JSON', 400, 'invalid_request', '{}', { 'content-type': 'application/json' }],
    [
      'a multipart form',
      400,
      'invalid_request',
      '--x--',
      { 'content-type': 'multipart/form-data; boundary=x' },
    ],
    ['a malformed content type', 400, 'invalid_request', 'a=b', { 'content-type': 'form' }],
    [
      'a secret both in Basic and in the form',
      400,
      'invalid_request',
      `grant_type=client_credentials&client_secret=${clientSecret}`,
      { authorization: basic(`demo-service:${clientSecret}`) },
    ],
    [
      'another client in the form than in Basic',
      400,
      'invalid_request',
      'grant_type=client_credentials&client_id=client-1',
      { authorization: basic(`demo-service:${clientSecret}`) },
    ],
    ['malformed Basic', 401, 'invalid_client', 'grant_type=x', { authorization: 'Basic %%%' }],
    ['Basic without a colon', 401, 'invalid_client', 'grant_type=x', { authorization: basic('demo') }],
    ['a scheme that is not Basic', 401, 'invalid_client', 'grant_type=x', { authorization: 'Bearer abc' }],
    [
      'a wrong secret',
      401,
      'invalid_client',
      'grant_type=client_credentials',
      { authorization: basic('demo-service:wrong') },
    ],
    ['a device that has to wait', 400, 'authorization_pending', 'grant_type=waiting&client_id=client-1', {}],
  ])('refuses %s with %i %s', async (_, status, error, body, headers) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const challenged = status === 401 && headers.authorization !== undefined;
    expect(response.headers.get('www-authenticate')).toBe(challenged ? 'Basic realm="latchkey"' : null);
  });

  it('says which content type to use', async () => {
    const response = await post('{}', { 'content-type': 'application/json' });
    expect(await response.json()).toMatchObject({ error_description: expect.stringContaining(form) });
  });

  it('asks for a form also when no content type is named', async () => {
    const answer = await gateway.raw(
      'POST /token/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\na=b',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 .*"error":"invalid_request".*x-www-form-urlencoded/s);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])(
    'refuses %s and says what is allowed',
    async (method) => {
      const response = await fetch(`${gateway.origin}/token/`, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    },
  );

  it('has nothing below itself', async () => {
    const response = await post('a=b', {}, '/token/other');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  it('lets scripts of any origin in, without credentials', async () => {
    const origin = 'https://app.example.com';
    const preflight = await fetch(`${gateway.origin}/token/`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(headersOf(preflight)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Authorization, *',
    });
    for (const body of ['grant_type=client_credentials&client_id=client-1', '']) {
      const response = await post(body, { origin });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('passes on how long to wait', async () => {
    const response = await post('grant_type=busy&client_id=client-1');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({ error: 'temporarily_unavailable' });
  });

  it('tells nothing of a failure that is ours, but its reference', async () => {
    const response = await post('grant_type=break&client_id=client-1');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: 'server_error',
      error_description: 'the request failed unexpectedly',
      request_id: response.headers.get('x-request-id'),
    });
  });

  it('logs neither secrets nor tokens, whatever happens', async () => {
    const secrets = ['sEcret1', 'sEcret2', 'sEcret3', 'sEcret4'] as const;
    await post(
      `grant_type=authorization_code&client_id=client-1&code=${secrets[0]}&code_verifier=${secrets[1]}`,
    );
    await post(`grant_type=x&client_id=demo-service&client_secret=${secrets[2]}`);
    await post('grant_type=break', { authorization: basic(`demo-service:${secrets[3]}`) });
    await post(`grant_type=x&grant_type=${secrets[0]}`, {}, `/token/?code=${secrets[0]}`);
    await post(`--${secrets[0]}--`, { 'content-type': `multipart/form-data; boundary=${secrets[0]}` });
    const log = gateway.log();
    expect(log).toContain('"path":"/token/"');
    for (const secret of [
      ...secrets,
      clientSecret,
      basic(`demo-service:${secrets[3]}`),
      'the-refresh-token',
    ]) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });

  it('says that it is not available while the issuer is away', async () => {
    await gateway.issuer.server.close(0);
    const response = await post('grant_type=client_credentials&client_id=client-1');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
