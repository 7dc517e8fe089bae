import { createPublicKey, type KeyObject } from 'node:crypto';
import { algorithms, isSigningAlgorithm, type SigningAlgorithm } from './algorithms';

/** A key that verifies signatures of one algorithm. */
export interface VerificationKey {
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: KeyObject;
}

/** Verification keys by `kid`. */
export type KeySet = ReadonlyMap<string, VerificationKey>;

/** Members that no public key has: RFC 7518 §6.2.2, §6.3.2, §6.4.1, and "priv" of the key type AKP. */
export const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Reads a JWK Set (RFC 7517 §5), `{ keys: PublicJwk[] }`, parsed from JSON but not otherwise checked. Each key
 * is tied to the algorithm in its `alg`, so that no token can choose another.
 *
 * Throws when the set or a key of it is malformed: a key without `kid` or `use: sig`, with an algorithm that
 * Latchkey does not sign with, with private members, of a type that is not its algorithm's, or with the `kid`
 * of another. One such key discredits the whole set.
 */
export function createKeySet(jwks: unknown): KeySet {
  if (!isRecord(jwks) || !Array.isArray(jwks.keys)) {
    throw new Error('a JWK Set must be an object with an array of keys');
  }
  const keySet = new Map<string, VerificationKey>();
  jwks.keys.forEach((jwk: unknown, index) => {
    const refused = (reason: string, cause?: unknown) =>
      new Error(`key ${index} of the JWK Set ${reason}`, { cause });

    if (!isRecord(jwk)) throw refused('is not an object');
    const { kid, alg, use } = jwk;
    if (privateMembers.some((member) => Object.hasOwn(jwk, member))) throw refused('has private members');
    if (typeof kid !== 'string' || kid === '') throw refused('has no kid');
    if (keySet.has(kid)) throw refused('has the kid of another');
    if (use !== 'sig') throw refused('is not for signatures');
    if (!isSigningAlgorithm(alg)) throw refused('has an alg that is not supported');
    let publicKey: KeyObject;
    try {
      publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    } catch (cause) {
      throw refused('is not a public key', cause);
    }
    if (!algorithms[alg].suits(publicKey)) throw refused(`is not a key for ${alg}`);
    keySet.set(kid, { algorithm: alg, publicKey });
  });
  return keySet;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
