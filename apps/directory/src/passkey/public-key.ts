import { createPublicKey, type JsonWebKey } from 'node:crypto';

/** A public key in COSE (RFC 9052 section 7): parameters by label. */
export type CoseKey = { get(label: number): unknown };

const [ES256, EDDSA, RS256] = [-7, -8, -257];

/** COSE algorithms of passkeys, the preferred first: ES256, EdDSA with Ed25519, RS256. */
export const allowedAlgorithms = [ES256, EDDSA, RS256];

// Labels and values of RFC 9053 sections 7.1 and 7.2 and RFC 8230 section 4.
const [kty, alg] = [1, 3];
const [okp, ec2, rsa] = [1, 2, 3];
const [p256, ed25519] = [1, 6];

const smallestModulus = 2048;

/**
 * Says whether this is a key of one of {@link allowedAlgorithms}, and a sound one: an algorithm with a key of
 * another kind, a point off the curve or a modulus under 2048 bits would be a passkey that does not work, or one
 * that somebody else can work.
 */
export function isSoundPublicKey(key: CoseKey): boolean {
  const jwk = jwkOf(key);
  if (!jwk) return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
    return jwk.kty !== 'RSA' || (asymmetricKeyDetails?.modulusLength ?? 0) >= smallestModulus;
  } catch {
    return false;
  }
}

/** Says whether a key of {@link allowedAlgorithms} makes ECDSA signatures. */
export function isEcdsaKey(key: CoseKey): boolean {
  return key.get(alg) === ES256;
}

function jwkOf(key: CoseKey): JsonWebKey | undefined {
  const bytes = (label: number, shortest: number, longest = shortest) => {
    const value = key.get(label);
    if (!(value instanceof Uint8Array)) return undefined;
    const fits = value.length >= shortest && value.length <= longest;
    return fits ? Buffer.from(value).toString('base64url') : undefined;
  };
  switch (key.get(alg)) {
    case ES256: {
      const [x, y] = [bytes(-2, 32), bytes(-3, 32)];
      if (key.get(kty) !== ec2 || key.get(-1) !== p256 || !x || !y) return undefined;
      return { kty: 'EC', crv: 'P-256', x, y };
    }
    case EDDSA: {
      const x = bytes(-2, 32);
      if (key.get(kty) !== okp || key.get(-1) !== ed25519 || !x) return undefined;
      return { kty: 'OKP', crv: 'Ed25519', x };
    }
    case RS256: {
      const [n, e] = [bytes(-1, 256, 512), bytes(-2, 3)];
      // Exponent 65537, which all use; a small one would be a weakness.
      if (key.get(kty) !== rsa || !n || e !== 'AQAB') return undefined;
      return { kty: 'RSA', n, e };
    }
    default:
      return undefined;
  }
}
