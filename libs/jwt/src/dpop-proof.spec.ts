import { createHash, createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { algorithms, signingAlgorithms } from './algorithms';
import { InvalidDpopProofError, verifyDpopProof, type ExpectedDpopProof } from './dpop-proof';
import { thumbprint } from './public-jwk';
import { generateSigningKey, type SigningKey } from './signing-key';

const now = 1_900_000_000;
const url = 'https://auth.example.com/resource/devices';
const accessToken = 'header.payload.signature';
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

const claims = { jti: 'proof-1', htm: 'GET', htu: url, iat: now, ath: hash(accessToken) };
const expected: ExpectedDpopProof = {
  method: 'GET',
  url: `${url}?kind=battery`,
  accessToken,
  clock: () => new Date(now * 1000),
};

/** Makes a proof with jose, as a client would. */
function prove(
  changed: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: SigningKey = es256,
): Promise<string> {
  const { kty, crv, x, y, n, e } = key.publicJwk;
  const jwk = JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as JWK;
  return new SignJWT({ ...claims, ...changed })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: key.algorithm, jwk, ...header })
    .sign(key.privateKey);
}

async function refusalOf(proof: string | Promise<string>, changed: Partial<ExpectedDpopProof> = {}) {
  try {
    verifyDpopProof(await proof, { ...expected, ...changed });
  } catch (error) {
    if (error instanceof InvalidDpopProofError) return error.message;
    throw error;
  }
  throw new Error('not refused');
}

let es256: SigningKey;
beforeAll(async () => {
  es256 = await generateSigningKey('ES256');
});

describe('verifyDpopProof', () => {
  it.each(signingAlgorithms)('takes a proof that jose made with %s', async (algorithm) => {
    const key = await generateSigningKey(algorithm);
    const proof = verifyDpopProof(await prove({}, {}, key), { ...expected, thumbprint: key.kid });
    expect(proof).toEqual({
      thumbprint: key.kid,
      proofId: 'proof-1',
      expireTime: new Date((now + 60) * 1000),
    });
  });

  it('asks for no access token at the token endpoint', async () => {
    const proof = await prove({ ath: undefined });
    expect(verifyDpopProof(proof, { ...expected, accessToken: undefined }).thumbprint).toBe(es256.kid);
  });

  it.each([
    ['the scheme and host in upper case', 'HTTPS://AUTH.EXAMPLE.COM/resource/devices'],
    ['the default port', 'https://auth.example.com:443/resource/devices'],
    ['dot segments', 'https://auth.example.com/a/../resource/./devices'],
    ['needless percent-encoding', 'https://auth.example.com/%72esource/devices'],
    ['a query and a fragment', `${url}?other=1#there`],
  ])('compares addresses whatever their spelling: %s', async (_, htu) => {
    expect(verifyDpopProof(await prove({ htu }), expected).proofId).toBe('proof-1');
  });

  it('takes any of several spellings of the address that are served', async () => {
    const served = ['https://auth.example.com/token/', 'https://auth.example.com/token'];
    for (const htu of served) {
      expect(verifyDpopProof(await prove({ htu }), { ...expected, url: served }).proofId).toBe('proof-1');
    }
    const htu = 'https://auth.example.com/token/more';
    await expect(refusalOf(prove({ htu }), { url: served })).resolves.toContain('another address');
    await expect(refusalOf(prove({ htu }), { url: [] })).resolves.toContain('another address');
  });

  it.each([
    ['another path', 'https://auth.example.com/resource/'],
    ['another case of the path', 'https://auth.example.com/resource/Devices'],
    ['another host', 'https://evil.example/resource/devices'],
    ['another port', 'https://auth.example.com:8443/resource/devices'],
    ['another scheme', 'http://auth.example.com/resource/devices'],
    ['a user name', 'https://ada@auth.example.com/resource/devices'],
    ['a slash that is encoded', 'https://auth.example.com/resource%2Fdevices'],
    ['no address', 'resource/devices'],
    ['nothing', undefined],
    ['a number', 7],
  ])('refuses an "htu" with %s', async (_, htu) => {
    await expect(refusalOf(prove({ htu }))).resolves.toContain('another address');
  });

  it.each(['POST', 'get', undefined])('refuses the method %s', async (htm) => {
    await expect(refusalOf(prove({ htm }))).resolves.toContain('another method');
  });

  it.each([undefined, '', 7, 'j'.repeat(257)])('refuses the identifier %j', async (jti) => {
    await expect(refusalOf(prove({ jti }))).resolves.toContain('jti');
  });

  it('takes a proof for a minute, and from a clock that is five seconds ahead', async () => {
    for (const iat of [now - 59, now + 5]) {
      expect(verifyDpopProof(await prove({ iat }), expected).expireTime).toEqual(new Date((iat + 60) * 1000));
    }
    await expect(refusalOf(prove({ iat: now - 60 }))).resolves.toContain('too old');
    await expect(refusalOf(prove({ iat: now + 6 }))).resolves.toContain('future');
  });

  it.each([undefined, 'now', null])('refuses the time %j', async (iat) => {
    await expect(refusalOf(verbatim({ ...claims, iat }))).resolves.toContain('iat');
  });

  it.each([undefined, '', hash('another'), hash(accessToken).toLowerCase()])(
    'refuses the hash %j of an access token',
    async (ath) => {
      await expect(refusalOf(prove({ ath }))).resolves.toContain('another access token');
    },
  );

  it('refuses the key of somebody else', async () => {
    const other = await generateSigningKey('ES256');
    await expect(refusalOf(prove({}, {}, other), { thumbprint: es256.kid })).resolves.toContain(
      'another key',
    );
  });

  it('refuses a signature by another key than it shows', async () => {
    const other = await generateSigningKey('ES256');
    const proof = prove({}, { jwk: other.publicJwk });
    await expect(refusalOf(proof)).resolves.toContain('signature');
  });

  it('refuses a changed payload', async () => {
    const [header, , signature] = (await prove()).split('.');
    const payload = Buffer.from(JSON.stringify({ ...claims, jti: 'proof-2' })).toString('base64url');
    await expect(refusalOf(`${header}.${payload}.${signature}`)).resolves.toContain('signature');
  });

  it.each(['JWT', 'at+jwt', 'DPoP+JWT', undefined])('refuses the type %s', async (typ) => {
    await expect(refusalOf(prove({}, { typ }))).resolves.toContain('typ');
  });

  it('refuses a proof without a signature', async () => {
    const unsecured = new UnsecuredJWT(claims).encode();
    await expect(refusalOf(unsecured)).resolves.toContain('compact');
    const header = { typ: 'dpop+jwt', alg: 'none', jwk: es256.publicJwk };
    await expect(refusalOf(`${encode(header)}.${encode(claims)}.AA`)).resolves.toContain('alg');
  });

  it('refuses a shared secret, even the public key used as one', async () => {
    const input = `${encode({ typ: 'dpop+jwt', alg: 'HS256', jwk: es256.publicJwk })}.${encode(claims)}`;
    const secret = JSON.stringify(es256.publicJwk);
    const signature = createHmac('sha256', secret).update(input).digest('base64url');
    await expect(refusalOf(`${input}.${signature}`)).resolves.toContain('alg');
  });

  it('refuses a key that is not public', async () => {
    const jwk = es256.privateKey.export({ format: 'jwk' });
    await expect(refusalOf(prove({}, { jwk }))).resolves.toContain('not public');
  });

  it.each([
    ['none', undefined],
    ['text', 'key'],
    ['an empty one', {}],
    ['a symmetric one', { kty: 'oct', k: 'AAAA' }],
    ['one off its curve', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }],
  ])('refuses a key that is none: %s', async (_, jwk) => {
    await expect(refusalOf(prove({}, { jwk }))).resolves.toContain('key');
  });

  it('refuses a key of another algorithm', async () => {
    const { publicJwk } = await generateSigningKey('EdDSA');
    await expect(refusalOf(prove({}, { jwk: publicJwk }))).resolves.toContain('not one for ES256');
  });

  it.each([
    ['of 1024 bits', 1024, 65_537, 'not one for RS256'],
    ['with an exponent that costs more than all else', 2048, 0x1000_0001, 'too large'],
  ])('refuses an RSA key %s', async (_, modulusLength, publicExponent, reason) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
    await expect(refusalOf(proveWithRsa(privateKey, publicKey))).resolves.toContain(reason);
  });

  it('refuses a proof that is too long to look at', async () => {
    await expect(refusalOf(prove({ more: 'm'.repeat(4096) }))).resolves.toContain('longer');
  });

  it.each(['', 'a.b', 'a.b.c', 'not a proof', 'a.b.c.d.e'])('refuses %j', async (proof) => {
    await expect(refusalOf(proof)).resolves.toContain('refused');
  });

  it('takes the thumbprint of the key alone, whatever else its JWK says', async () => {
    const jwk = { ...es256.publicJwk, kid: 'of my choice', use: 'enc' };
    expect(verifyDpopProof(await prove({}, { jwk }), expected).thumbprint).toBe(thumbprint(es256.publicJwk));
  });
});

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Signs claims that jose would not. */
function verbatim(payload: object): string {
  const input = `${encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: es256.publicJwk })}.${encode(payload)}`;
  const signature = algorithms.ES256.sign(Buffer.from(input), es256.privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

function proveWithRsa(privateKey: KeyObject, publicKey: KeyObject): string {
  const jwk = publicKey.export({ format: 'jwk' });
  const input = `${encode({ typ: 'dpop+jwt', alg: 'RS256', jwk })}.${encode(claims)}`;
  return `${input}.${algorithms.RS256.sign(Buffer.from(input), privateKey).toString('base64url')}`;
}
