import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import { parsePublishedKeys } from './published-keys';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const okp = generateKeyPairSync('ed25519');

const jwk = (key: KeyObject) => key.export({ format: 'jwk' });
const setOf = (...keys: unknown[]) => JSON.stringify({ keys });
const parse = (jwksJson: string, jwksUri = '') => parsePublishedKeys({ jwksJson, jwksUri });

describe('parsePublishedKeys', () => {
  it('returns keys, an address or nothing as they came', () => {
    const jwks = `${setOf(jwk(ec.publicKey), { ...jwk(rsa.publicKey), use: 'sig', kid: '1', exp: 1 }, jwk(okp.publicKey))}\n`;
    expect(parse(jwks)).toEqual({ jwksJson: jwks, jwksUri: '' });
    expect(parse('')).toEqual({ jwksJson: '', jwksUri: '' });
    for (const uri of [
      'https://app.example.com',
      'https://app.example.com:8443/keys?tenant=7',
      'https://[2001:db8::1]/keys',
      'http://localhost:3000/keys',
      'http://127.0.0.1/keys',
      'http://[::1]:3000/keys',
    ]) {
      expect(parse('', uri)).toEqual({ jwksJson: '', jwksUri: uri });
    }
  });

  it('refuses keys in two places', () => {
    expect(() => parse(setOf(jwk(ec.publicKey)), 'https://app.example.com/keys')).toThrow(OAuthError);
  });

  it.each([
    ['text that is not JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no keys', setOf()],
    ['too many keys', setOf(...Array.from({ length: 21 }, () => jwk(okp.publicKey)))],
    ['too long a text', setOf({ ...jwk(ec.publicKey), x5c: 'x'.repeat(16_384) })],
    ['a key that is a text', setOf('key')],
    ['a list for a key', setOf([jwk(ec.publicKey)])],
    ['a private EC key', setOf(jwk(ec.privateKey))],
    ['a private RSA key', setOf(jwk(rsa.privateKey))],
    ['a private OKP key', setOf(jwk(okp.privateKey))],
    ['a private key behind a public one', setOf(jwk(ec.publicKey), jwk(ec.privateKey))],
    ['a symmetric key', setOf({ kty: 'oct', k: 'c2VjcmV0' })],
    ['an empty private member', setOf({ ...jwk(ec.publicKey), d: '' })],
    ['an RSA key of 1024 bits', setOf(jwk(short.publicKey))],
    ['a key for encryption', setOf({ ...jwk(rsa.publicKey), use: 'enc' })],
    ['a point that is not on its curve', setOf({ ...jwk(ec.publicKey), x: jwk(ec.publicKey).y })],
    ['an unknown type of key', setOf({ kty: 'AKP', pub: 'AAAA' })],
  ])('refuses %s', (_, jwks) => {
    const error = caught(() => parse(jwks));
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect(JSON.stringify(error) + error.message + error.description).not.toContain(jwk(ec.privateKey).d);
  });

  it.each([
    'http://app.example.com/keys',
    'http://127.0.0.1.example.com/keys',
    'http://127.0.0.2/keys',
    'http://127.1/keys',
    'http://0x7f000001/keys',
    'http://localhost@app.example.com/keys',
    'https://user@app.example.com/keys',
    'https://app.example.com/keys#fragment',
    'https://APP.example.com/keys',
    'https://app.example.com/a b',
    'https://app.example.com\n/keys',
    'https://app.example.com:port/keys',
    'https:///keys',
    'ftp://app.example.com/keys',
    'file:///etc/passwd',
    'keys',
    `https://app.example.com/${'x'.repeat(2_048)}`,
  ])('refuses to fetch keys from %j', (uri) => {
    expect(caught(() => parse('', uri))).toMatchObject({ code: 'invalid_request' });
  });
});

function caught(act: () => unknown): OAuthError {
  try {
    act();
  } catch (error) {
    if (error instanceof OAuthError) return error;
  }
  throw new Error('no OAuthError was thrown');
}
