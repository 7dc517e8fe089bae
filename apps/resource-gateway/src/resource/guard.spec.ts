import { generateSigningKey } from '@latchkey/jwt';
import { SignJWT } from 'jose';
import { audience, publicUrl, startTestGateway, type TestGateway } from '../testing/test-gateway';

const scope = 'scope="flex:read flex:control"';
const metadata = `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/resource/"`;
const dpop = `DPoP realm="latchkey", ${scope}, ${metadata}, algs="ES256 RS256 EdDSA"`;

describe('a protected resource, to a request without a valid token', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const get = (authorization: string | undefined, path = '/resource/') =>
    fetch(`${gateway.origin}${path}`, { headers: { ...(authorization && { authorization }) } });

  afterEach(() => expect(gateway.resource.received).toEqual([]));

  it.each([
    ['no token', undefined],
    ['Basic credentials', 'Basic ZGVtbzpzZWNyZXQ='],
    ['a word', 'garbage'],
  ])('asks for one when there is %s', async (_, authorization) => {
    const response = await get(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="latchkey", ${scope}, ${metadata}, ${dpop}`,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
  });

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = () => gateway.time.now / 1000;
  it.each<[string, () => string | Promise<string>]>([
    ['is malformed', () => 'a.b.c'],
    ['is sent twice', () => `${gateway.sign()}, Bearer ${gateway.sign()}`],
    ['has ended', () => gateway.sign({ exp: seconds() })],
    ['is for another resource', () => gateway.sign({ aud: 'https://other.example.com/' })],
    ['is for a resource with a longer name', () => gateway.sign({ aud: `${audience}x` })],
    ['is from another issuer', () => gateway.sign({ iss: 'https://evil.example' })],
    ['is signed by a foreign key', async () => gateway.sign({}, await generateSigningKey())],
    [
      'is another kind of JWT',
      () =>
        new SignJWT({ iss: publicUrl, aud: audience, sub: 'ada', client_id: 'x', jti: 'x' })
          .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: gateway.issuer.key.kid })
          .setIssuedAt(seconds())
          .setExpirationTime(seconds() + 60)
          .sign(gateway.issuer.key.privateKey),
    ],
    [
      'is unsigned',
      () => {
        const [, payload] = gateway.sign().split('.');
        return `${encode({ alg: 'none', typ: 'at+jwt', kid: gateway.issuer.key.kid })}.${payload}.AA`;
      },
    ],
    [
      'was tampered with',
      () => {
        const [header, payload = '', signature] = gateway.sign().split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
        return `${header}.${encode({ ...claims, sub: 'admin' })}.${signature}`;
      },
    ],
    ['is oversized', () => `${gateway.sign()}${'A'.repeat(8192)}`],
  ])('refuses a token that %s', async (_, make) => {
    const response = await get(`Bearer ${await make()}`);
    expect(response.status).toBe(401);
    const challenge = response.headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(/^Bearer realm="latchkey", error="invalid_token", error_description="[^"]+", /);
    expect(challenge.endsWith(`${scope}, ${metadata}, ${dpop}`)).toBe(true);
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
  });

  it.each(['/resource/?access_token=', '/resource/?a=1&access%5Ftoken='])(
    'refuses a token in the query: %s',
    async (path) => {
      const token = gateway.sign();
      for (const authorization of [undefined, token]) {
        const response = await get(authorization, `${path}${token}`);
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({ error: 'invalid_request' });
      }
      expect(gateway.log()).not.toContain(token);
    },
  );

  it.each([
    '/resource/../secret',
    '/resource/%2e%2e/secret',
    '/resource/..%2fsecret',
    '/resource/a%5c..%5csecret',
    '/resource/./x',
    '/resource\\..\\secret',
    '/resource/x#y',
  ])('refuses %s, which an upstream could read otherwise', async (path) => {
    const answer = await gateway.raw(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${gateway.sign()}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('refuses a request with two lengths', async () => {
    const answer = await gateway.raw(
      `POST /resource/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${gateway.sign()}\r\n` +
        'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /resource/ HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 .*"error":"invalid_request"/s);
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  it('refuses a request with two different lengths of its body', async () => {
    const answer = await gateway.raw(
      'POST /resource/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('refuses a line break in a header', async () => {
    const answer = await gateway.raw(
      'GET /resource/ HTTP/1.1\r\nHost: x\r\nX-A: b\nX-Latchkey-Subject: admin\rX-B: c\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });
});
