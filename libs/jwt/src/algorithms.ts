import { generateKeyPair, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generateKeyPairAsync = promisify(generateKeyPair);

/** The signature algorithms of Latchkey, as they are named in `alg`; the default first. */
export const signingAlgorithms = [
  'ES256', // RFC 7518 §3.4
  'RS256', // RFC 7518 §3.3
  'EdDSA', // RFC 8037 §3.1, on Ed25519 only
] as const;

/** One of {@link signingAlgorithms}. */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

interface AlgorithmRow {
  /** Makes a fresh private key. */
  generate(): Promise<KeyObject>;
  /** Says whether a private or public key is of the type, curve and strength of this algorithm. */
  suits(key: KeyObject): boolean;
  /** Returns the signature in the form that JWS prescribes. */
  sign(data: Uint8Array, privateKey: KeyObject): Buffer;
  /** Says whether a signature in that form is the key's. */
  verify(data: Uint8Array, signature: Uint8Array, publicKey: KeyObject): boolean;
}

// JWS wants r and s side by side (RFC 7518 §3.4); the default of node:crypto is DER.
const dsaEncoding = 'ieee-p1363';
const es256SignatureLength = 64;

/** What each algorithm does. */
export const algorithms: Record<SigningAlgorithm, AlgorithmRow> = {
  ES256: {
    generate: async () => (await generateKeyPairAsync('ec', { namedCurve: 'P-256' })).privateKey,
    suits: (key) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1',
    sign: (data, key) => sign('sha256', data, { key, dsaEncoding }),
    verify: (data, signature, key) =>
      signature.length === es256SignatureLength && verify('sha256', data, { key, dsaEncoding }, signature),
  },
  RS256: {
    // The least that RFC 7518 §3.3 allows; keys rotate, and each further bit costs every signature.
    generate: async () => (await generateKeyPairAsync('rsa', { modulusLength: 2048 })).privateKey,
    suits: (key) => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048,
    sign: (data, key) => sign('sha256', data, key),
    verify: (data, signature, key) => verify('sha256', data, key, signature),
  },
  EdDSA: {
    generate: async () => (await generateKeyPairAsync('ed25519')).privateKey,
    suits: (key) => key.asymmetricKeyType === 'ed25519',
    sign: (data, key) => sign(null, data, key),
    verify: (data, signature, key) => verify(null, data, key, signature),
  },
};

/** Says whether a value is one of {@link signingAlgorithms}. */
export function isSigningAlgorithm(value: unknown): value is SigningAlgorithm {
  return (signingAlgorithms as readonly unknown[]).includes(value);
}
