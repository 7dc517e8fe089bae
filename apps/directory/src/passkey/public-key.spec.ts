import { randomBytes } from 'node:crypto';
import { keyPair } from '../testing/software-authenticator';
import { allowedAlgorithms, isSoundPublicKey } from './public-key';

type Parameters = [number, unknown][];

describe('isSoundPublicKey', () => {
  it.each(allowedAlgorithms as (-7 | -8 | -257)[])('takes a key of the algorithm %s', (algorithm) => {
    expect(isSoundPublicKey(keyPair(algorithm).publicKey)).toBe(true);
  });

  it.each<[string, -7 | -8 | -257, Parameters]>([
    ['no algorithm', -7, [[3, undefined]]],
    ['an algorithm that is not allowed', -7, [[3, -35]]],
    ['the algorithm of another kind of key', -8, [[3, -7]]],
    ['another kind of key than its algorithm', -7, [[1, 3]]],
    ['another curve', -7, [[-1, 2]]],
    ['another curve of Edwards', -8, [[-1, 7]]],
    ['a point off the curve', -7, [[-2, randomBytes(32)]]],
    ['a coordinate that is long', -7, [[-2, randomBytes(33)]]],
    ['a coordinate that is a sign', -7, [[-3, true]]],
    ['a short public key', -8, [[-2, randomBytes(31)]]],
    ['a modulus of 1024 bits', -257, [[-1, randomBytes(128)]]],
    [
      'a modulus of 1024 bits behind zeros',
      -257,
      [[-1, Buffer.concat([Buffer.alloc(128), randomBytes(128)])]],
    ],
    ['a modulus of 8192 bits', -257, [[-1, randomBytes(1024)]]],
    ['the exponent 1', -257, [[-2, Buffer.from([0, 0, 1])]]],
    ['the exponent 3', -257, [[-2, Buffer.from([3])]]],
  ])('refuses %s', (_, algorithm, changes) => {
    const key = new Map<number, unknown>([...keyPair(algorithm).publicKey, ...changes]);
    expect(isSoundPublicKey(key)).toBe(false);
  });
});
