import { createHash, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm } from './algorithms';

/** A published verification key (RFC 7517 §4). */
export interface PublicJwk {
  /** Identifier of the key. */
  kid: string;
  /** The one algorithm that the key is used with. */
  alg: SigningAlgorithm;
  /** The key verifies signatures and does nothing else. */
  use: 'sig';
  /** Key type: `EC`, `RSA` or `OKP`. */
  kty: string;
  /** Curve of an `EC` or `OKP` key. */
  crv?: string;
  /** First coordinate of an `EC` key, or an `OKP` key, as base64url. */
  x?: string;
  /** Second coordinate of an `EC` key, as base64url. */
  y?: string;
  /** Modulus of an `RSA` key, as base64url. */
  n?: string;
  /** Exponent of an `RSA` key, as base64url. */
  e?: string;
}

/** What makes up a public key. */
type KeyMaterial = Pick<JsonWebKey, 'kty' | 'crv' | 'x' | 'y' | 'n' | 'e'>;

// RFC 7638 §3.2 and RFC 8037 §2: the members of each type of key, in the order that is hashed.
const thumbprintMembers = new Map<string, (keyof KeyMaterial)[]>([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['RSA', ['e', 'kty', 'n']],
  ['OKP', ['crv', 'kty', 'x']],
]);

/**
 * Returns the SHA-256 thumbprint of a key (RFC 7638): 43 characters of base64url, the same for a private key
 * and its public one. Throws when the key is not `EC`, `RSA` or `OKP`, or lacks a member of its type.
 */
export function thumbprint(jwk: KeyMaterial): string {
  const members = thumbprintMembers.get(jwk.kty ?? '');
  if (members === undefined) throw new Error('the key is not of type EC, RSA or OKP');
  for (const member of members) {
    if (typeof jwk[member] !== 'string') throw new Error(`the key lacks the member ${member}`);
  }
  return createHash('sha256').update(JSON.stringify(jwk, members)).digest('base64url');
}

/** Describes a public key for publication, with its thumbprint as `kid`. */
export function toPublicJwk(publicKey: KeyObject, algorithm: SigningAlgorithm): PublicJwk {
  const { kty = '', ...material } = publicKey.export({ format: 'jwk' });
  return { kid: thumbprint({ kty, ...material }), alg: algorithm, use: 'sig', kty, ...material };
}
