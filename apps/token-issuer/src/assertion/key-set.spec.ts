import { generateKeyPairSync } from 'node:crypto';
import { createAssertionSigner } from '../testing/test-assertion';
import { readKeySet } from './key-set';

const read = (...keys: unknown[]) => readKeySet(JSON.stringify({ keys }));
const jwkOf = async (alg: 'ES256' | 'RS256' | 'EdDSA') => (await createAssertionSigner(alg, 'key-1')).jwk;
const rsaKey = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('a key set', () => {
  it('says what each key is good for', async () => {
    const keys = read(await jwkOf('ES256'), await jwkOf('RS256'), await jwkOf('EdDSA'));
    expect(keys.map(({ algorithms }) => algorithms)).toEqual([['ES256'], ['RS256', 'PS256'], ['EdDSA']]);
    expect(keys.map(({ kid }) => kid)).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('keeps a key to the algorithm that it names', async () => {
    const rsa = await jwkOf('RS256');
    expect(read({ ...rsa, alg: 'PS256' })[0]?.algorithms).toEqual(['PS256']);
    expect(read({ ...rsa, alg: 'RS512' })).toEqual([]);
    expect(read({ ...rsa, alg: 'none' })).toEqual([]);
  });

  it('reads nothing but the public part of a key that was published whole', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const [key] = read(privateKey.export({ format: 'jwk' }));
    expect(key?.key.type).toBe('public');
  });

  it('leaves out keys for other uses, of other kinds, weak, excessive or malformed', async () => {
    const ec = await jwkOf('ES256');
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
    const good = { ...ec, use: 'sig', key_ops: ['verify'] };
    const odd = [
      { ...ec, use: 'enc' },
      { ...ec, key_ops: ['deriveKey'] },
      { ...ec, x: 'AAAA' },
      { ...ec, kid: 7 },
      { kty: 'oct', k: 'c2VjcmV0' },
      p384,
      rsaKey(1024),
      { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(2_000, 0xff).toString('base64url') },
      null,
      'text',
      [],
    ];
    expect(read(...odd, good)).toHaveLength(1);
  });

  it.each(['', 'text', 'null', '[]', '{}', '{"keys":{}}', '{"keys":"none"}'])('refuses %j', (text) => {
    expect(() => readKeySet(text)).toThrow();
  });

  it('refuses more than 50 keys', () => {
    expect(read(...Array(50).fill({}))).toEqual([]);
    expect(() => read(...Array(51).fill({}))).toThrow('at most 50 keys');
  });
});
