import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import type { PublishedKeys } from './client';

const maximumLength = 16_384;
const mostKeys = 20;
const leastModulusBits = 2048; // RFC 7518 §3.3
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];
const addressPattern =
  /^(?<scheme>https?):\/\/(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\/[!"$-~]*)?$/;

// RFC 7518 §6.2.2, §6.3.2 and §6.4.1; the key type AKP calls its private part "priv".
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Checks where somebody's public keys are: a JWK Set, an address, or neither. Returns them as they came.
 *
 * @throws OAuthError `invalid_request` when both are given, a key of the set is not public or not usable, or
 *   keys would be fetched without TLS from another machine
 */
export function parsePublishedKeys({ jwksJson, jwksUri }: PublishedKeys): PublishedKeys {
  // RFC 7591 §2
  if (jwksJson !== '' && jwksUri !== '') throw invalidKeys('give jwks or jwks_uri, not both');
  if (jwksJson !== '') requirePublicKeys(jwksJson);
  if (jwksUri !== '') requireAddress(jwksUri);
  return { jwksJson, jwksUri };
}

function requirePublicKeys(text: string): void {
  if (text.length > maximumLength) throw invalidKeys(`jwks is longer than ${maximumLength} characters`);
  const jwks = parseJson(text);
  const keys: unknown = isRecord(jwks) ? jwks.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > mostKeys) {
    throw invalidKeys(`jwks must be a JWK Set of 1 to ${mostKeys} keys`);
  }
  keys.forEach((key: unknown, index) => {
    const fault = faultOf(key);
    if (fault !== undefined) throw invalidKeys(`key ${index} of jwks ${fault}`);
  });
}

/** What is wrong with a key. No part of the key is in it: it may be a private one. */
function faultOf(jwk: unknown): string | undefined {
  if (!isRecord(jwk)) return 'is not an object';
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) {
    return 'is a private or symmetric key: withdraw it, and register the public key of a new pair';
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'is not for signatures (use)';
  try {
    const { asymmetricKeyDetails: details } = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return details?.modulusLength !== undefined && details.modulusLength < leastModulusBits
      ? `is shorter than ${leastModulusBits} bits`
      : undefined;
  } catch {
    return 'is not a public key';
  }
}

function requireAddress(uri: string): void {
  const { scheme, host } = addressPattern.exec(uri)?.groups ?? {};
  // What is checked must be where the keys are fetched from, so a host is written as it is understood.
  const plain = URL.canParse(uri) && new URL(uri).hostname === host && uri.length <= 2048;
  if (!plain || (scheme === 'http' && !loopbackHosts.includes(host ?? ''))) {
    throw invalidKeys(
      'jwks_uri must be an https address in lower case, without user name and fragment; ' +
        'http is for localhost, 127.0.0.1 and [::1] only',
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalidKeys(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
