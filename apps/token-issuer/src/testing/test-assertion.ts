import type { assertionAlgorithms } from '@latchkey/oauth';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, exportJWK, type JWTPayload } from 'jose';

/** Somebody who signs assertions. */
export interface AssertionSigner {
  kid: string;
  alg: (typeof assertionAlgorithms)[number];
  privateKey: KeyObject;
  /** The public key as a member of a JWK Set. */
  jwk: object;
}

const keyPairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** Makes a key pair. */
export async function createAssertionSigner(
  alg: AssertionSigner['alg'],
  kid: string,
): Promise<AssertionSigner> {
  const { publicKey, privateKey } = keyPairs[alg]();
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

/** The JWK Set of some signers. */
export const keySetOf = (...signers: AssertionSigner[]) =>
  JSON.stringify({ keys: signers.map(({ jwk }) => jwk) });

/** Signs claims as they are; `header` is added to what the key says. */
export function signAssertion(
  claims: JWTPayload,
  { kid, alg, privateKey }: AssertionSigner,
  header: object = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}
