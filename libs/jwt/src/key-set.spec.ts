import { generateKeyPairSync } from 'node:crypto';
import { signingAlgorithms } from './algorithms';
import { createKeySet } from './key-set';
import type { PublicJwk } from './public-jwk';
import { generateSigningKey } from './signing-key';

let jwk: PublicJwk;
let otherJwk: PublicJwk;

beforeAll(async () => {
  jwk = (await generateSigningKey('ES256')).publicJwk;
  otherJwk = (await generateSigningKey('ES256')).publicJwk;
});

const exportJwk = { format: 'jwk' } as const;

describe('createKeySet', () => {
  it('finds each key by its kid, tied to its algorithm', async () => {
    const keys = await Promise.all(signingAlgorithms.map((algorithm) => generateSigningKey(algorithm)));
    const published = JSON.stringify({ keys: keys.map((key) => key.publicJwk) });
    const keySet = createKeySet(JSON.parse(published));

    expect(keySet.size).toBe(3);
    for (const key of keys) {
      const found = keySet.get(key.kid);
      expect(found?.algorithm).toBe(key.algorithm);
      expect(found?.publicKey.type).toBe('public');
      expect(found?.publicKey.export(exportJwk)).toEqual(expect.objectContaining({ kty: key.publicJwk.kty }));
    }
  });

  it('finds nothing under a kid that is not there', () => {
    const keySet = createKeySet({ keys: [jwk] });
    expect(keySet.get('')).toBeUndefined();
    expect(keySet.get('__proto__')).toBeUndefined();
  });

  it('takes an empty set, which verifies nothing', () => {
    expect(createKeySet({ keys: [] }).size).toBe(0);
  });

  it.each([undefined, null, 'keys', [], {}, { keys: {} }, { keys: null }])('refuses %j as a set', (jwks) => {
    expect(() => createKeySet(jwks)).toThrow('must be an object with an array of keys');
  });

  it.each([null, 'key', 7])('refuses %j as a key', (key) => {
    expect(() => createKeySet({ keys: [key] })).toThrow('key 0 of the JWK Set is not an object');
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
    'refuses the private member %s',
    (member) => {
      const leaked = { ...jwk, [member]: 'c2VjcmV0' };
      const create = () => createKeySet({ keys: [leaked] });
      expect(create).toThrow('has private members');
      expect(create).not.toThrow(/c2VjcmV0/);
    },
  );

  it('refuses two keys with one kid', () => {
    const second = { ...otherJwk, kid: jwk.kid };
    expect(() => createKeySet({ keys: [jwk, second] })).toThrow(
      'key 1 of the JWK Set has the kid of another',
    );
    expect(() => createKeySet({ keys: [jwk, jwk] })).toThrow('has the kid of another');
  });

  it.each([undefined, '', 7, null])('refuses the kid %j', (kid) => {
    expect(() => createKeySet({ keys: [{ ...jwk, kid }] })).toThrow('has no kid');
  });

  it.each([undefined, 'enc', 7])('refuses the use %j', (use) => {
    expect(() => createKeySet({ keys: [{ ...jwk, use }] })).toThrow('is not for signatures');
  });

  it.each([undefined, 'none', 'HS256', 'ES384', 'PS256', 'ECDH-ES', 'constructor', 7])(
    'refuses the alg %j',
    (alg) => {
      expect(() => createKeySet({ keys: [{ ...jwk, alg }] })).toThrow('has an alg that is not supported');
    },
  );

  it('refuses an alg that is supported but not for this key', () => {
    expect(() => createKeySet({ keys: [{ ...jwk, alg: 'RS256' }] })).toThrow('is not a key for RS256');
    expect(() => createKeySet({ keys: [{ ...jwk, alg: 'EdDSA' }] })).toThrow('is not a key for EdDSA');
  });

  it.each([
    ['another curve', 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['a short modulus', 'RS256', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['Ed448', 'EdDSA', generateKeyPairSync('ed448')],
  ])('refuses %s', (_, alg, pair) => {
    const weak = { ...pair.publicKey.export(exportJwk), kid: 'a', use: 'sig', alg };
    expect(() => createKeySet({ keys: [weak] })).toThrow(`is not a key for ${alg}`);
  });

  it.each([
    ['a symmetric key type', { kty: 'oct' }],
    ['an unknown key type', { kty: 'LWE' }],
    ['no key type', { kty: undefined }],
    ['a missing coordinate', { y: undefined }],
    ['a coordinate that is not a string', { x: 7 }],
    ['a point off the curve', { x: Buffer.alloc(32, 1).toString('base64url') }],
  ])('refuses %s', (_, change) => {
    expect(() => createKeySet({ keys: [{ ...jwk, ...change }] })).toThrow('is not a public key');
  });
});
