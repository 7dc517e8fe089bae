import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import fc from 'fast-check';
import {
  SignJWT,
  UnsecuredJWT,
  compactVerify,
  decodeProtectedHeader,
  jwtVerify,
  type JWTHeaderParameters,
} from 'jose';
import { signAccessToken, verifyAccessToken, type VerifyAccessTokenOptions } from './access-token';
import type { AccessTokenClaims } from './access-token-claims';
import { algorithms, signingAlgorithms, type SigningAlgorithm } from './algorithms';
import { createKeySet } from './key-set';
import { generateSigningKey, type SigningKey } from './signing-key';

const now = 1_900_000_000;
const issuer = 'http://localhost:9000';
const resource = 'https://api.example.com/';

const claims: AccessTokenClaims = {
  iss: issuer,
  sub: 'user-1',
  aud: resource,
  exp: now + 300,
  iat: now,
  jti: 'token-1',
  client_id: 'demo-web',
  scope: 'read write',
  auth_time: now - 60,
  acr: 'phr',
  grant_id: 'grant-1',
};

let keys: Record<SigningAlgorithm, SigningKey>;
let options: VerifyAccessTokenOptions;

beforeAll(async () => {
  const [ES256, RS256, EdDSA] = await Promise.all([
    generateSigningKey('ES256'),
    generateSigningKey('RS256'),
    generateSigningKey('EdDSA'),
  ]);
  keys = { ES256, RS256, EdDSA };
  options = {
    keySet: createKeySet({ keys: signingAlgorithms.map((algorithm) => keys[algorithm].publicJwk) }),
    issuer,
    audience: resource,
    clock: () => new Date(now * 1000),
  };
});

/** Signs what Latchkey itself would not, with jose. */
function forge(
  payload: Record<string, unknown>,
  header: Partial<JWTHeaderParameters> = {},
  key: KeyObject = keys.ES256.privateKey,
): Promise<string> {
  const protectedHeader = { alg: 'ES256', typ: 'at+jwt', kid: keys.ES256.kid, ...header };
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key);
}

/** Signs a payload that may be no claims at all, nor even JSON. */
function signText(payload: string): string {
  const header = signAccessToken(claims, keys.ES256).split('.')[0];
  const signingInput = `${header}.${Buffer.from(payload).toString('base64url')}`;
  const signature = algorithms.ES256.sign(Buffer.from(signingInput), keys.ES256.privateKey);
  return `${signingInput}.${signature.toString('base64url')}`;
}

/** Puts a token together from parts that nobody checks. */
function assemble(header: unknown, payload: unknown, signature = 'c2ln'): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

async function refusalOf(
  token: string,
  changed: Partial<VerifyAccessTokenOptions> = {},
): Promise<OAuthError> {
  const outcome = await verifyAccessToken(token, { ...options, ...changed }).then(
    () => 'accepted',
    (error: unknown) => error,
  );
  if (!(outcome instanceof OAuthError)) throw new Error(`not refused: ${String(outcome)}`);
  expect(outcome.code).toBe('invalid_token');
  return outcome;
}

const without = (claim: keyof AccessTokenClaims) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

describe.each(signingAlgorithms)('an access token signed with %s', (algorithm) => {
  it('verifies and gives its claims back', async () => {
    const token = signAccessToken(claims, keys[algorithm]);
    await expect(verifyAccessToken(token, options)).resolves.toEqual(claims);
  });

  it('is one that jose accepts', async () => {
    const token = signAccessToken(claims, keys[algorithm]);
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(keys[algorithm].privateKey), {
      algorithms: [algorithm],
      currentDate: new Date(now * 1000),
    });
    expect(payload).toEqual(claims);
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: keys[algorithm].kid });
  });

  it('is accepted when jose signed it', async () => {
    const { kid, privateKey } = keys[algorithm];
    const token = await forge({ ...claims }, { alg: algorithm, kid }, privateKey);
    await expect(verifyAccessToken(token, options)).resolves.toEqual(claims);
  });

  it('is refused with another payload', async () => {
    const [header, , signature] = signAccessToken(claims, keys[algorithm]).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, scope: 'admin' })).toString('base64url');
    const error = await refusalOf(`${header}.${payload}.${signature}`);
    expect(error.detail).toContain('the signature does not match');
  });

  it('is refused with a signature that differs in one bit', async () => {
    const [header, payload, signature = ''] = signAccessToken(claims, keys[algorithm]).split('.');
    for (const byte of [0, 31, 63]) {
      const changed = Buffer.from(signature, 'base64url');
      changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
      await refusalOf(`${header}.${payload}.${changed.toString('base64url')}`);
    }
  });

  it('is refused with a signature of another length', async () => {
    const token = signAccessToken(claims, keys[algorithm]);
    await refusalOf(token.slice(0, -4));
    await refusalOf(`${token}AAAA`);
    await refusalOf(`${token.slice(0, token.lastIndexOf('.'))}.`);
  });

  it('is refused when another key of the same algorithm signed it under this kid', async () => {
    const impostor = { ...(await generateSigningKey(algorithm)), kid: keys[algorithm].kid };
    await refusalOf(signAccessToken(claims, impostor));
  });

  it('is refused when its kid names a key of another algorithm', async () => {
    for (const other of signingAlgorithms.filter((candidate) => candidate !== algorithm)) {
      const error = await refusalOf(signAccessToken(claims, { ...keys[algorithm], kid: keys[other].kid }));
      expect(error.detail).toContain('"alg"');
    }
  });
});

describe('signAccessToken', () => {
  it('leaves out claims that are undefined', async () => {
    const token = signAccessToken({ ...claims, scope: undefined, auth_time: undefined }, keys.ES256);
    const { payload } = await compactVerify(token, createPublicKey(keys.ES256.privateKey));
    expect(Object.keys(JSON.parse(Buffer.from(payload).toString()) as object)).toEqual([
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'jti',
      'client_id',
      'acr',
      'grant_id',
    ]);
  });

  it('names the key of each token, whichever signed before', () => {
    for (const algorithm of [...signingAlgorithms, ...signingAlgorithms]) {
      const header = decodeProtectedHeader(signAccessToken(claims, keys[algorithm]));
      expect(header).toEqual({ alg: algorithm, typ: 'at+jwt', kid: keys[algorithm].kid });
    }
  });

  it('does not make a token that would be refused for its length', () => {
    expect(() => signAccessToken({ ...claims, scope: 's'.repeat(8192) }, keys.ES256)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        description: expect.stringContaining('fewer scopes'),
      }),
    );
  });

  it('signs whatever the claims hold so that it verifies', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, text, fc.array(text, { minLength: 1, maxLength: 5 }), async (sub, jti, aud) => {
        const any = { ...claims, sub, jti, aud };
        const token = signAccessToken(any, keys.ES256);
        await expect(verifyAccessToken(token, { ...options, audience: undefined })).resolves.toEqual(any);
      }),
    );
  });
});

describe('verifyAccessToken', () => {
  it('says the same in public whatever is wrong, and the reason in private', async () => {
    const expired = await refusalOf(signAccessToken({ ...claims, exp: now - 1 }, keys.ES256));
    const garbage = await refusalOf('garbage');
    expect(expired.description).toBe(garbage.description);
    expect(expired.detail).toContain('"exp"');
    expect(garbage.detail).toContain('compact serialization');
  });

  it('keeps token and claims out of the error', async () => {
    const token = signAccessToken({ ...claims, iss: 'https://other.example' }, keys.ES256);
    const error = await refusalOf(token);
    const everything = JSON.stringify([error, error.message, error.cause, Object.entries(error)]);
    expect(everything).not.toContain(token.split('.')[1]);
    expect(everything).not.toContain('user-1');
    expect(error.cause).toBeUndefined();
  });

  describe('refuses the algorithm', () => {
    it('none, signed or not', async () => {
      const unsecured = new UnsecuredJWT({ ...claims }).encode();
      await refusalOf(unsecured);
      const header = { alg: 'none', typ: 'at+jwt', kid: keys.ES256.kid };
      await refusalOf(assemble(header, claims, ''));
      const error = await refusalOf(assemble(header, claims));
      expect(error.detail).toContain('"alg"');
    });

    it.each(signingAlgorithms)('HS256 with the public %s key as the secret', async (algorithm) => {
      const publicKey = createPublicKey(keys[algorithm].privateKey);
      const secrets = [
        publicKey.export({ type: 'spki', format: 'pem' }),
        publicKey.export({ type: 'spki', format: 'der' }),
        JSON.stringify(keys[algorithm].publicJwk),
      ];
      const unsigned = assemble({ alg: 'HS256', typ: 'at+jwt', kid: keys[algorithm].kid }, claims, '').slice(
        0,
        -1,
      );
      for (const secret of secrets) {
        const signature = createHmac('sha256', secret).update(unsigned).digest('base64url');
        const error = await refusalOf(`${unsigned}.${signature}`);
        expect(error.detail).toContain('"alg"');
      }
    });

    it.each(['RS384', 'PS256', 'ES384', 'Ed25519', 'es256', '', 7, null, undefined])('%j', async (alg) => {
      await refusalOf(assemble({ alg, typ: 'at+jwt', kid: keys.ES256.kid }, claims));
    });
  });

  describe('refuses the header', () => {
    it.each(['JWT', 'jwt', 'id_token+jwt', 'at', 'at+jwt ', 'application/jwt', '', undefined])(
      'with typ %j',
      async (typ) => {
        const error = await refusalOf(await forge({ ...claims }, { typ }));
        expect(error.detail).toContain('"typ"');
      },
    );

    it('with an unknown kid', async () => {
      const error = await refusalOf(await forge({ ...claims }, { kid: 'x'.repeat(1000) }));
      expect(error.detail).toBe(`no key has the kid "${'x'.repeat(64)}"`);
    });

    it.each([undefined, 7, null, ['a']])('with the kid %j', async (kid) => {
      const error = await refusalOf(assemble({ alg: 'ES256', typ: 'at+jwt', kid }, claims));
      expect(error.detail).toBe('the protected header has no kid');
    });

    it('with a key of its own', async () => {
      const impostor = await generateSigningKey('ES256');
      await refusalOf(await forge({ ...claims }, { jwk: { ...impostor.publicJwk } }, impostor.privateKey));
    });

    it('with a critical extension', async () => {
      const header = { alg: 'ES256', typ: 'at+jwt', kid: keys.ES256.kid, crit: ['exp'], exp: 1 };
      await refusalOf(assemble(header, claims));
      await refusalOf(assemble({ ...header, crit: ['b64'], b64: false }, claims));
    });
  });

  it('accepts the long form of the type, as RFC 9068 section 4 asks', async () => {
    const token = await forge({ ...claims }, { typ: 'application/at+jwt' });
    await expect(verifyAccessToken(token, options)).resolves.toEqual(claims);
  });

  describe('refuses the issuer', () => {
    it.each(['http://localhost:9000/', 'https://localhost:9000', 'http://localhost:9001', ''])(
      '%j',
      async (iss) => {
        const error = await refusalOf(signAccessToken({ ...claims, iss }, keys.ES256));
        expect(error.detail).toContain('"iss"');
      },
    );
  });

  describe('the audience', () => {
    it('is accepted when one of several is this resource', async () => {
      const several = { ...claims, aud: ['https://other.example/', resource] };
      await expect(verifyAccessToken(signAccessToken(several, keys.ES256), options)).resolves.toEqual(
        several,
      );
    });

    it('is accepted when it is one of several that this resource goes by', async () => {
      const audience = ['https://alias.example/', resource];
      const token = signAccessToken(claims, keys.ES256);
      await expect(verifyAccessToken(token, { ...options, audience })).resolves.toEqual(claims);
    });

    it('is not compared when none is asked for', async () => {
      const token = signAccessToken({ ...claims, aud: 'https://other.example/' }, keys.ES256);
      await expect(verifyAccessToken(token, { ...options, audience: undefined })).resolves.toBeDefined();
    });

    it.each(['https://other.example/', 'https://api.example.com', ['https://other.example/']])(
      'is refused as %j',
      async (aud) => {
        const error = await refusalOf(signAccessToken({ ...claims, aud }, keys.ES256));
        expect(error.detail).toContain('"aud"');
      },
    );

    it('is refused by a resource that goes by no name', async () => {
      await refusalOf(signAccessToken(claims, keys.ES256), { audience: [] });
    });
  });

  describe('the times', () => {
    const at = (seconds: number) => ({ clock: () => new Date(seconds * 1000) });

    it('end the token at its very second', async () => {
      const token = signAccessToken(claims, keys.ES256);
      await expect(verifyAccessToken(token, { ...options, ...at(claims.exp - 1) })).resolves.toBeDefined();
      const error = await refusalOf(token, at(claims.exp));
      expect(error.detail).toContain('"exp"');
    });

    it('stretch by the tolerance and no further', async () => {
      const token = signAccessToken(claims, keys.ES256);
      const tolerant = { clockToleranceSeconds: 5 };
      const late = { ...options, ...tolerant, ...at(claims.exp + 4) };
      await expect(verifyAccessToken(token, late)).resolves.toBeDefined();
      await refusalOf(token, { ...tolerant, ...at(claims.exp + 5) });
    });

    it('refuse a token that is not yet valid', async () => {
      const token = await forge({ ...claims, nbf: now + 1 });
      const error = await refusalOf(token);
      expect(error.detail).toContain('"nbf"');
      await expect(verifyAccessToken(token, { ...options, ...at(now + 1) })).resolves.toBeDefined();
    });
  });

  describe('refuses claims', () => {
    it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id'] as const)('without %s', async (claim) => {
      const error = await refusalOf(await forge(without(claim)), { audience: undefined });
      expect(error.detail).toContain(claim);
    });

    it.each(['scope', 'auth_time', 'acr', 'grant_id'] as const)(
      'only if %s is malformed, not if it is missing',
      async (claim) => {
        await expect(verifyAccessToken(await forge(without(claim)), options)).resolves.toEqual(
          without(claim),
        );
        const error = await refusalOf(await forge({ ...claims, [claim]: {} }));
        expect(error.detail).toBe(`the claim ${claim} is missing or malformed`);
      },
    );

    it.each([
      { sub: '' },
      { sub: 7 },
      { sub: null },
      { aud: [] },
      { aud: [7] },
      { aud: [''] },
      { aud: { 0: resource } },
      { exp: String(now + 300) },
      { exp: null },
      { exp: now + 300.5 },
      { exp: 1e300 },
      { iat: String(now) },
      { jti: 7 },
      { client_id: ['demo-web'] },
      { auth_time: '7' },
    ])('with %j', async (change) => {
      await refusalOf(await forge({ ...claims, ...change }), { audience: undefined });
    });

    const actors = (count: number): object => ({
      sub: 'service',
      ...(count > 1 && { act: actors(count - 1) }),
    });

    it('that name more than four actors, and only those (RFC 8693 §4.1)', async () => {
      const four = { ...claims, act: actors(4) };
      await expect(verifyAccessToken(await forge(four), options)).resolves.toEqual(four);
      await refusalOf(await forge({ ...claims, act: actors(5) }));
    });

    it.each([
      null,
      'service',
      [],
      {},
      { sub: '' },
      { sub: 7 },
      { sub: 'a', act: {} },
      { sub: 'a', act: null },
      { act: { sub: 'a' } },
    ])('with %j as the actor', async (act) => {
      const error = await refusalOf(await forge({ ...claims, act }));
      expect(error.detail).toContain('act');
    });

    it('that are inherited rather than held', async () => {
      const json = JSON.stringify(without('sub')).replace('{', '{"__proto__":{"sub":"admin"},');
      const error = await refusalOf(signText(json));
      expect(error.detail).toBe('the claim sub is missing or malformed');
    });

    it.each(['[]', 'null', '"text"', '7', '{', ''])('that are %j instead of an object', async (json) => {
      await refusalOf(signText(json));
    });
  });

  describe('refuses what is not a token', () => {
    it.each([
      '',
      '.',
      '..',
      'a.b',
      'a.b.c',
      'a.b.c.d',
      'a.b.c.d.e',
      'e30.e30.e30',
      'W10.e30.e30',
      'bnVsbA.e30.e30',
      'é.e30.e30',
      'e30.e30.e30\n',
      'Bearer e30.e30.e30',
      '\0',
    ])('%j', async (token) => {
      await refusalOf(token);
    });

    it('an oversized one, before it looks inside', async () => {
      const token = assemble({ alg: 'ES256', kid: 'unknown', x: 'x'.repeat(8192) }, claims);
      const error = await refusalOf(token);
      expect(error.detail).toBe('longer than 8192 characters');
    });

    it('garbage of any kind', async () => {
      const base64url = fc
        .uint8Array({ maxLength: 60 })
        .map((bytes) => Buffer.from(bytes).toString('base64url'));
      const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
      const header = fc
        .record({ alg: fc.oneof(fc.constant('ES256'), fc.jsonValue()), kid: fc.constant(keys.ES256.kid) })
        .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
      const parts = fc
        .array(fc.oneof(base64url, json, header), { maxLength: 6 })
        .map((list) => list.join('.'));
      const almost = fc.tuple(header, fc.oneof(base64url, json), base64url).map((list) => list.join('.'));
      const garbage = fc.oneof(fc.string({ unit: 'binary' }), parts, almost);
      await fc.assert(
        fc.asyncProperty(garbage, async (token) => {
          await refusalOf(token);
        }),
        { numRuns: 300 },
      );
    });

    it('a token with one character changed', async () => {
      const token = signAccessToken(claims, keys.ES256);
      await fc.assert(
        fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_'), async (index, other) => {
          fc.pre(token[index] !== other);
          await refusalOf(token.slice(0, index) + other + token.slice(index + 1));
        }),
        { numRuns: 200 },
      );
    });
  });
});
