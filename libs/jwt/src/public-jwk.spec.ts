import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { thumbprint, toPublicJwk } from './public-jwk';

// RFC 7638 §3.1.
const rfc7638Key = {
  kty: 'RSA',
  n:
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZC' +
    'iFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZg' +
    'nYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIq' +
    'bw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
  alg: 'RS256',
  kid: '2011-04-29',
};

// RFC 8037 appendix A.3.
const rfc8037Key = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');

describe('thumbprint', () => {
  it('gives the thumbprint of RFC 7638 section 3.1', () => {
    expect(thumbprint(rfc7638Key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  });

  it('gives the thumbprint of RFC 8037 appendix A.3', () => {
    expect(thumbprint(rfc8037Key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it.each([
    ['EC', ec],
    ['RSA', rsa],
    ['OKP', ed25519],
  ])('agrees with jose on %s, and is the same for both halves of a key', async (_, pair) => {
    const publicKey = pair.publicKey.export({ format: 'jwk' });
    expect(thumbprint(publicKey)).toBe(await calculateJwkThumbprint(pair.publicKey));
    expect(thumbprint(pair.privateKey.export({ format: 'jwk' }))).toBe(thumbprint(publicKey));
  });

  it('does not depend on the order of members nor on what else is there', () => {
    const { kty, n, e } = rfc7638Key;
    const reordered = { use: 'sig', n, e, kty };
    expect(thumbprint(reordered)).toBe(thumbprint(rfc7638Key));
  });

  it.each([{}, { kty: 'oct', k: 'AAAA' }, { kty: 'constructor' }, { kty: '' }])('refuses %j', (jwk) => {
    expect(() => thumbprint(jwk)).toThrow('not of type EC, RSA or OKP');
  });

  it('refuses a key that lacks a member', () => {
    expect(() => thumbprint({ kty: 'RSA', n: rfc7638Key.n })).toThrow('lacks the member e');
  });
});

describe('toPublicJwk', () => {
  it('names the key, its algorithm and its use', () => {
    const jwk = toPublicJwk(ec.publicKey, 'ES256');
    expect(jwk).toEqual({
      ...ec.publicKey.export({ format: 'jwk' }),
      kid: thumbprint(jwk),
      alg: 'ES256',
      use: 'sig',
    });
  });
});
