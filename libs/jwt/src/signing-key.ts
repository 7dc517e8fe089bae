import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { algorithms, type SigningAlgorithm } from './algorithms';
import { toPublicJwk, type PublicJwk } from './public-jwk';

/** A private key that signs tokens, with what the world may know of it. */
export interface SigningKey {
  /** Identifier: the thumbprint of the key (RFC 7638). */
  readonly kid: string;
  /** The one algorithm that the key is used with. */
  readonly algorithm: SigningAlgorithm;
  /** The secret part. It shows nothing of itself when it is printed or serialized. */
  readonly privateKey: KeyObject;
  /** The public part, ready for a JWK Set. */
  readonly publicJwk: PublicJwk;
}

/** Makes a fresh signing key. */
export async function generateSigningKey(algorithm: SigningAlgorithm = 'ES256'): Promise<SigningKey> {
  return signingKey(algorithm, await algorithms[algorithm].generate());
}

/** Returns the private key as PKCS#8 in DER, unencrypted (RFC 5208): encrypt it before it is stored. */
export function exportPrivateKey(key: SigningKey): Uint8Array {
  return key.privateKey.export({ type: 'pkcs8', format: 'der' });
}

/**
 * Reads a signing key from what {@link exportPrivateKey} wrote. Throws when it is not an unencrypted private
 * key in PKCS#8, or not one of the type, curve and strength of the algorithm.
 */
export function importSigningKey(algorithm: SigningAlgorithm, der: Uint8Array): SigningKey {
  return signingKey(algorithm, parsePkcs8(der));
}

function signingKey(algorithm: SigningAlgorithm, privateKey: KeyObject): SigningKey {
  if (!algorithms[algorithm].suits(privateKey)) {
    throw new Error(`the signing key is not a key for ${algorithm}`);
  }
  const publicJwk = toPublicJwk(createPublicKey(privateKey), algorithm);
  return { kid: publicJwk.kid, algorithm, privateKey, publicJwk };
}

function parsePkcs8(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new Error('the signing key is not an unencrypted PKCS#8 private key in DER', { cause });
  }
}
