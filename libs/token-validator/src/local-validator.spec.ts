import { createHmac } from 'node:crypto';
import { generateSigningKey, signAccessToken, type AccessTokenClaims, type SigningKey } from '@latchkey/jwt';
import { RpcError } from '@latchkey/rpc';
import { SignJWT } from 'jose';
import { createJwksSource } from './jwks-source';
import { createLocalValidator } from './local-validator';

const issuer = 'https://auth.example.com';
const audience = `${issuer}/resource/`;
const start = Date.parse('2030-01-01T00:00:00Z');

const claims: AccessTokenClaims = {
  iss: issuer,
  sub: 'ada',
  aud: audience,
  iat: start / 1000,
  exp: start / 1000 + 300,
  jti: 'token-1',
  client_id: 'demo-web',
  scope: 'flex:read flex:control',
};

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('createLocalValidator', () => {
  let key: SigningKey;
  let otherKey: SigningKey;
  let published: SigningKey[];
  let calls: number;
  let away: boolean;
  let now: number;

  const clock = () => new Date(now);
  const keyService = {
    async getJwks() {
      calls += 1;
      if (away) throw new RpcError('UNAVAILABLE', 'away');
      const jwksJson = JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) });
      return { $typeName: 'latchkey.issuer.v1.GetJwksResponse' as const, jwksJson, maxAgeSeconds: 60 };
    },
  };
  const validator = (options: { maximumCachedTokens?: number } = {}) => {
    const jwks = createJwksSource({ keyService, clock, logger: { warn: () => undefined } });
    return createLocalValidator({ jwks, issuer, audience, clock, ...options });
  };

  beforeAll(async () => {
    [key, otherKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  });
  beforeEach(() => {
    published = [key];
    calls = 0;
    away = false;
    now = start;
  });

  it('returns what a valid token says', async () => {
    await expect(validator().validate(signAccessToken(claims, key))).resolves.toEqual({
      subject: 'ada',
      clientId: 'demo-web',
      kind: 'user',
      scopes: ['flex:read', 'flex:control'],
      audiences: [audience],
      tokenId: 'token-1',
      grantId: undefined,
      issueTime: new Date(start),
      expireTime: new Date(start + 300_000),
      actors: [],
      confirmationThumbprint: undefined,
    });
  });

  it('takes a token for several resources when this is one of them', async () => {
    const token = signAccessToken({ ...claims, aud: ['https://other.example.com/', audience] }, key);
    await expect(validator().validate(token)).resolves.toMatchObject({ subject: 'ada' });
  });

  const forged = (header: object, payload: object = claims) => `${encode(header)}.${encode(payload)}`;
  it.each<[string, () => string | Promise<string>]>([
    ['is empty', () => ''],
    ['is garbage', () => 'garbage'],
    ['is three parts of garbage', () => 'a.b.c'],
    ['has ended', () => signAccessToken({ ...claims, exp: start / 1000 }, key)],
    ['is for another resource', () => signAccessToken({ ...claims, aud: `${audience}x` }, key)],
    ['is from another issuer', () => signAccessToken({ ...claims, iss: 'https://evil.example' }, key)],
    ['is signed by a key that is not published', () => signAccessToken(claims, otherKey)],
    [
      'is changed by one character',
      () => signAccessToken(claims, key).replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A')),
    ],
    [
      'is another kind of JWT',
      () =>
        new SignJWT({ ...claims })
          .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid })
          .sign(key.privateKey),
    ],
    [
      'carries the claims of another',
      () => {
        const [header, , signature] = signAccessToken(claims, key).split('.');
        return `${header}.${encode({ ...claims, sub: 'admin' })}.${signature}`;
      },
    ],
    ['is unsigned', () => `${forged({ alg: 'none', typ: 'at+jwt', kid: key.kid })}.`],
    ['is unsigned with a signature', () => `${forged({ alg: 'none', typ: 'at+jwt', kid: key.kid })}.AA`],
    [
      'is signed with the public key as a shared secret',
      () => {
        const input = forged({ alg: 'HS256', typ: 'at+jwt', kid: key.kid });
        const secret = JSON.stringify(key.publicJwk);
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      },
    ],
    ['is longer than any token', () => `${signAccessToken(claims, key)}${'A'.repeat(8192)}`],
  ])('refuses a token that %s', async (_, make) => {
    await expect(validator().validate(await make())).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('fetches the keys once for many tokens', async () => {
    const tokens = Array.from({ length: 20 }, (_, n) => signAccessToken({ ...claims, jti: `${n}` }, key));
    const local = validator();
    await Promise.all(tokens.map((token) => local.validate(token)));
    expect(calls).toBe(1);
  });

  it('remembers a verified token until it ends', async () => {
    const local = validator();
    const token = signAccessToken(claims, key);
    const first = await local.validate(token);
    expect(await local.validate(token)).toBe(first);
    now = start + 300_000;
    await expect(local.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('verifies anew a token that had to make room', async () => {
    const local = validator({ maximumCachedTokens: 1 });
    const token = signAccessToken(claims, key);
    const first = await local.validate(token);
    await local.validate(signAccessToken({ ...claims, jti: 'token-2' }, key));
    const again = await local.validate(token);
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });

  it('takes a token of a key that was published a moment ago', async () => {
    const local = validator();
    await local.validate(signAccessToken(claims, key));
    published = [key, otherKey];
    now += 1_000;
    await expect(local.validate(signAccessToken(claims, otherKey))).resolves.toMatchObject({
      subject: 'ada',
    });
  });

  it('asks for keys at most once a second, whatever tokens name', async () => {
    const local = validator();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await expect(local.validate(signAccessToken(claims, otherKey))).rejects.toThrow('invalid_token');
    }
    expect(calls).toBe(1);
  });

  it('forgets tokens of a key that was withdrawn', async () => {
    const local = validator();
    const token = signAccessToken(claims, key);
    await local.validate(token);
    published = [otherKey];
    now += 60_000;
    await expect(local.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('lets nobody in without keys', async () => {
    away = true;
    await expect(validator().validate(signAccessToken(claims, key))).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });

  it('does not call a token invalid whose key it could not ask for', async () => {
    const local = validator();
    await local.validate(signAccessToken(claims, key));
    away = true;
    now += 1_000;
    await expect(local.validate(signAccessToken(claims, otherKey))).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });

  it('lets nobody in with keys that nobody has confirmed for an hour, remembered or not', async () => {
    const local = validator();
    const token = signAccessToken({ ...claims, exp: start / 1000 + 86_400 }, key);
    await local.validate(token);
    away = true;
    now += 60_000;
    await expect(local.validate(token)).resolves.toMatchObject({ subject: 'ada' });
    now += 3600_000;
    await expect(local.validate(token)).rejects.toMatchObject({ status: 'UNAVAILABLE' });
  });
});
