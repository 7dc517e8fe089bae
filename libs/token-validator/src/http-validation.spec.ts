import { generateSigningKey } from '@latchkey/jwt';
import { createTokenValidator } from './create-token-validator';
import { makeProof } from './testing/dpop-client';
import { startTestHttpIssuer, type TestHttpIssuer } from './testing/test-http-issuer';
import { audience, start } from './testing/test-tokens';

const invalid = expect.objectContaining({ code: 'invalid_token' });
const unavailable = expect.objectContaining({ code: 'temporarily_unavailable' });
const metadataPath = '/.well-known/oauth-authorization-server';
const credentials = { clientId: 'my service', clientSecret: 'a secret: ä' };

/** What the introspection endpoint says about a token that is good. */
const answerAbout = (iss: string) => {
  const claims = { iss, sub: 'ada', client_id: 'c', aud: audience, jti: 'j', token_type: 'Bearer' };
  return { active: true, ...claims, iat: start / 1000, exp: start / 1000 + 60 };
};

describe('createTokenValidator over HTTP', () => {
  let issuer: TestHttpIssuer;
  let now: number;
  const clock = () => new Date(now);
  const validator = (options: object = {}) =>
    createTokenValidator({ issuer: issuer.url, audience, clock, ...options });
  const asking = () => validator({ introspection: credentials });
  const keyRequests = () => issuer.requests.filter((request) => request === 'GET /jwks/').length;

  beforeEach(async () => {
    now = start;
    issuer = await startTestHttpIssuer();
  });
  afterEach(() => issuer.close());

  it('finds the keys by the issuer alone, and fetches them once', async () => {
    const local = validator();
    const tokens = Array.from({ length: 10 }, (_, n) => issuer.issue({ jti: `token-${n}` }));
    await Promise.all(tokens.map((token) => local.validate(token)));
    expect(issuer.requests).toEqual([`GET ${metadataPath}`, 'GET /jwks/']);
    expect(local.validateCached(tokens[0] ?? '')).toMatchObject({ subject: 'ada' });
  });

  it('looks nothing up when told where the keys are', async () => {
    const local = validator({ jwksUri: `${issuer.url}/jwks/` });
    await expect(local.validate(issuer.issue())).resolves.toMatchObject({ grantId: 'grant-1' });
    expect(issuer.requests).toEqual(['GET /jwks/']);
  });

  it.each([
    ['public, max-age=60', 60],
    ['max-age=1', 5],
    ['no-store', 5],
    ['', 300],
    ['max-age=999999', 3600],
  ])('keeps keys that came with "%s" for %d seconds', async (cacheControl, seconds) => {
    issuer.cacheControl = cacheControl;
    const local = validator();
    const use = () => local.validate(issuer.issue({ exp: start / 1000 + 7200, jti: `${now}` }));
    await use();
    now = start + seconds * 1000 - 1;
    await use();
    expect(keyRequests()).toBe(1);
    now += 1;
    await use();
    expect(keyRequests()).toBe(2);
  });

  it('follows a rotation: it asks for a key that it does not know, at most once a second', async () => {
    const next = await generateSigningKey();
    const local = validator();
    await local.validate(issuer.issue());
    issuer.published = [issuer.key, next];
    now += 1_000;
    await expect(local.validate(issuer.issue({}, next))).resolves.toMatchObject({ subject: 'ada' });
    const stranger = await generateSigningKey();
    for (let n = 0; n < 20; n += 1) {
      await expect(local.validate(issuer.issue({ jti: `${n}` }, stranger))).rejects.toEqual(invalid);
    }
    expect(keyRequests()).toBe(2);
  });

  it('refuses an opaque token when it has nobody to ask', async () => {
    await expect(validator().validate(issuer.issueOpaque())).rejects.toEqual(invalid);
  });

  describe('with introspection', () => {
    it('hears within five seconds that a token was revoked', async () => {
      const local = asking();
      const token = issuer.issue();
      await local.validate(token);
      issuer.revoke(token);
      now += 4_999;
      await local.validate(token);
      expect(issuer.introspections).toHaveLength(1);
      now += 1;
      await expect(local.validate(token)).rejects.toEqual(invalid);
    });

    it('asks as its client, with form-encoded credentials, and with the token in the body', async () => {
      const token = issuer.issueOpaque();
      await asking().validate(token);
      const [asked] = issuer.introspections;
      const basic = Buffer.from('my+service:a+secret%3A+%C3%A4').toString('base64');
      expect(asked?.authorization).toBe(`Basic ${basic}`);
      expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
        token,
        token_type_hint: 'access_token',
      });
      expect(issuer.requests.join()).not.toContain(token);
    });

    it('asks nobody about a JWT that does not verify', async () => {
      const [header, , signature] = issuer.issue().split('.');
      await expect(asking().validate(`${header}.e30.${signature}`)).rejects.toEqual(invalid);
      expect(issuer.introspections).toEqual([]);
    });

    it('reads all that an opaque token says', async () => {
      const act = { sub: 'agent', act: { sub: 'broker' } };
      await expect(asking().validate(issuer.issueOpaque({ act }))).resolves.toMatchObject({
        subject: 'ada',
        scopes: ['flex:read', 'flex:control'],
        audiences: [audience],
        actors: ['agent', 'broker'],
        acr: 'https://refeds.org/profile/mfa',
        authTime: new Date(start - 60_000),
        expireTime: new Date(start + 300_000),
      });
    });

    it.each<[string, Record<string, unknown>]>([
      ['is a refresh token', { token_type: undefined }],
      ['is a token of a type that nobody presents', { token_type: 'N_A' }],
      ['is of another issuer', { iss: 'https://evil.example' }],
      ['has ended by the clock here', { exp: start / 1000 }],
      ['is for another resource', { aud: 'https://other.example.com/' }],
    ])('refuses what %s', async (_, changed) => {
      const token = issuer.issueOpaque(changed);
      issuer.answers.set('/introspect/', (_request, response) => {
        response.end(JSON.stringify({ ...answerAbout(issuer.url), ...changed }));
      });
      await expect(asking().validate(token)).rejects.toEqual(invalid);
    });

    it('takes a bound token with a proof of its key alone, whatever type the endpoint calls it', async () => {
      const key = await generateSigningKey();
      for (const token_type of ['DPoP', 'dpop', 'Bearer']) {
        const bound = { cnf: { jkt: key.kid }, token_type };
        const token = issuer.issueOpaque(bound);
        await expect(asking().validate(token)).rejects.toEqual(invalid);
        const request = { method: 'GET', url: audience };
        const proof = await makeProof(key, { ...request, accessToken: token, now });
        await expect(asking().validate(token, { ...request, proof })).resolves.toMatchObject({
          confirmationThumbprint: key.kid,
        });
      }
    });

    it('asks about every token when told to, and needs no keys', async () => {
      const only = validator({ introspection: credentials, introspectionOnly: true });
      await expect(only.validate(issuer.issue())).resolves.toMatchObject({ subject: 'ada' });
      expect(keyRequests()).toBe(0);
      expect(() => validator({ introspectionOnly: true })).toThrow(TypeError);
    });
  });

  const hugeAnswer = 'x'.repeat(300 * 1024);
  it.each<
    [string, string, (url: string) => [status: number, body: string, headers?: Record<string, string>]]
  >([
    ['the metadata are missing', metadataPath, () => [404, '']],
    ['the metadata are no JSON', metadataPath, () => [200, '<html>']],
    [
      'the metadata are those of another issuer',
      metadataPath,
      (url) => [200, JSON.stringify({ issuer: 'https://evil.example', jwks_uri: `${url}/jwks/` })],
    ],
    [
      'the metadata send it to an address without TLS',
      metadataPath,
      (url) => [200, JSON.stringify({ issuer: url, jwks_uri: 'http://keys.example/jwks/' })],
    ],
    ['the keys are no JSON', '/jwks/', () => [200, 'keys']],
    ['the keys are too large', '/jwks/', () => [200, hugeAnswer]],
    ['the keys have moved', '/jwks/', (url) => [302, '', { location: `${url}/elsewhere` }]],
    [
      'the introspection endpoint does not know its client',
      '/introspect/',
      () => [401, '{"error":"invalid_client"}'],
    ],
    ['the introspection endpoint breaks', '/introspect/', () => [500, '']],
    ['the introspection endpoint answers nonsense', '/introspect/', () => [200, '{"active":"yes"}']],
    [
      'the introspection endpoint keeps the key of a bound token to itself',
      '/introspect/',
      (url) => [200, JSON.stringify({ ...answerAbout(url), token_type: 'DPoP' })],
    ],
    ['the introspection endpoint says too little', '/introspect/', () => [200, '{"active":true}']],
  ])('fails closed when %s', async (_, path, answer) => {
    const token = issuer.issueOpaque();
    issuer.answers.set(path, (_request, response) => {
      const [status, body, headers] = answer(issuer.url);
      response.writeHead(status, headers).end(body);
    });
    const local = path === '/jwks/' ? validator() : asking();
    const presented = path === '/jwks/' ? issuer.issue() : token;
    await expect(local.validate(presented)).rejects.toEqual(unavailable);
    expect(issuer.requests).not.toContain('GET /elsewhere');
  });

  it('asks a broken issuer for its metadata once a second, and recovers', async () => {
    issuer.answers.set(metadataPath, (_request, response) => void response.writeHead(500).end());
    const local = asking();
    for (let n = 0; n < 5; n += 1) await expect(local.validate(issuer.issue())).rejects.toEqual(unavailable);
    expect(issuer.requests.filter((request) => request.includes('well-known'))).toHaveLength(1);
    issuer.answers.clear();
    now += 1_000;
    await expect(local.validate(issuer.issue())).resolves.toMatchObject({ subject: 'ada' });
  });

  it('gives up on an issuer that does not answer in three seconds', async () => {
    issuer.answers.set('/jwks/', () => undefined);
    const began = performance.now();
    await expect(validator().validate(issuer.issue())).rejects.toEqual(unavailable);
    expect(performance.now() - began).toBeLessThan(4_500);
  });

  it.each(['http://auth.example.com', 'ftp://localhost', 'auth.example.com'])(
    'takes no address of an issuer that anybody on the way could change: %s',
    (address) => {
      expect(() => validator({ issuer: address })).toThrow(TypeError);
      expect(() => validator({ jwksUri: address })).toThrow(TypeError);
      expect(() => validator({ introspection: { ...credentials, endpoint: address } })).toThrow(TypeError);
    },
  );
});
