import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { algorithms, isSigningAlgorithm, signingAlgorithms } from './algorithms';
import { exportPrivateKey, generateSigningKey, importSigningKey } from './signing-key';

const pkcs8 = { type: 'pkcs8', format: 'der' } as const;

describe('generateSigningKey', () => {
  it('makes a key for ES256 when nothing else is asked for', async () => {
    const key = await generateSigningKey();
    expect(key.algorithm).toBe('ES256');
    expect(key.publicJwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
  });

  it.each(signingAlgorithms)('makes another %s key each time, named by its thumbprint', async (algorithm) => {
    const key = await generateSigningKey(algorithm);
    expect(key.kid).toBe(await calculateJwkThumbprint(createPublicKey(key.privateKey)));
    expect(key.publicJwk).toMatchObject({ kid: key.kid, alg: algorithm, use: 'sig' });
    expect((await generateSigningKey(algorithm)).kid).not.toBe(key.kid);
  });

  it.each(signingAlgorithms)('publishes no private member of a %s key', async (algorithm) => {
    const { publicJwk } = await generateSigningKey(algorithm);
    const published = { EC: ['crv', 'x', 'y'], RSA: ['e', 'n'], OKP: ['crv', 'x'] }[publicJwk.kty] ?? [];
    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'kid', 'kty', 'use', ...published].sort());
  });

  it('does not show the private key when it is printed or serialized', async () => {
    const key = await generateSigningKey();
    const secret = key.privateKey.export({ format: 'jwk' }).d;
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(key) + inspect(key, { depth: 9, showHidden: true })).not.toContain(secret);
  });
});

describe('importSigningKey', () => {
  it.each(signingAlgorithms)('reads back a %s key that was exported', async (algorithm) => {
    const key = await generateSigningKey(algorithm);
    const copy = importSigningKey(algorithm, new Uint8Array(exportPrivateKey(key)));

    expect(copy).toMatchObject({ kid: key.kid, algorithm, publicJwk: key.publicJwk });
    expect(copy.privateKey.equals(key.privateKey)).toBe(true);
  });

  it('exports PKCS#8', async () => {
    const key = await generateSigningKey();
    const der = exportPrivateKey(key);
    expect(createPrivateKey({ key: Buffer.from(der), ...pkcs8 }).equals(key.privateKey)).toBe(true);
  });

  it.each(signingAlgorithms)('refuses a key of another algorithm for %s', async (algorithm) => {
    for (const other of signingAlgorithms.filter((candidate) => candidate !== algorithm)) {
      const der = exportPrivateKey(await generateSigningKey(other));
      expect(() => importSigningKey(algorithm, der)).toThrow(`is not a key for ${algorithm}`);
    }
  });

  it.each([
    ['another curve', 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['the curve of bitcoin', 'ES256', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    ['a short modulus', 'RS256', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['a key for RSA-PSS alone', 'RS256', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
    ['Ed448', 'EdDSA', generateKeyPairSync('ed448')],
    ['a key for key agreement', 'EdDSA', generateKeyPairSync('x25519')],
  ] as const)('refuses %s', (_, algorithm, pair) => {
    const der = pair.privateKey.export(pkcs8);
    expect(() => importSigningKey(algorithm, der)).toThrow(`is not a key for ${algorithm}`);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['garbage', Buffer.from('not a key')],
    ['PEM', Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['a public key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })],
    ['half a key', generateKeyPairSync('ed25519').privateKey.export(pkcs8).subarray(0, 20)],
  ])('refuses %s', (_, der) => {
    expect(() => importSigningKey('EdDSA', der)).toThrow('is not an unencrypted PKCS#8 private key in DER');
  });
});

describe('algorithms', () => {
  it.each(signingAlgorithms)('signs with %s so that only the same data and key verify', async (algorithm) => {
    const { privateKey } = await generateSigningKey(algorithm);
    const other = await generateSigningKey(algorithm);
    const digest = algorithm === 'EdDSA' ? null : 'sha256';
    const check = (data: string, key = privateKey) =>
      verify(
        digest,
        Buffer.from(data),
        { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' },
        algorithms[algorithm].sign(Buffer.from('data'), privateKey),
      );

    expect(check('data')).toBe(true);
    expect(check('date')).toBe(false);
    expect(check('data', other.privateKey)).toBe(false);
  });

  it('writes an ES256 signature as 64 bytes, not as DER', async () => {
    const { privateKey } = await generateSigningKey('ES256');
    expect(algorithms.ES256.sign(Buffer.from('data'), privateKey)).toHaveLength(64);
    expect(sign('sha256', Buffer.from('data'), privateKey).length).toBeGreaterThan(64);
  });

  it.each(['none', 'HS256', 'ES384', 'es256', '', 'constructor', undefined, null, ['ES256']])(
    'does not know %j',
    (value) => {
      expect(isSigningAlgorithm(value)).toBe(false);
    },
  );
});
