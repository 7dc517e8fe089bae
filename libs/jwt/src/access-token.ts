import { OAuthError } from '@latchkey/oauth';
import { assertAccessTokenClaims, type AccessTokenClaims } from './access-token-claims';
import { algorithms } from './algorithms';
import { parseCompactJws, parseJsonObject } from './compact-jws';
import { invalidToken } from './invalid-token';
import type { KeySet, VerificationKey } from './key-set';
import { assertRegisteredClaims, type ExpectedClaims } from './registered-claims';
import type { SigningKey } from './signing-key';

// RFC 9068 §2.1. Nothing else that Latchkey signs has this type, so nothing else passes for an access token.
const tokenType = 'at+jwt';

// RFC 7515 §4.1.9: a media type, in any case, whose "application/" may be left out.
const acceptedTypes = /^(?:application\/)?at\+jwt$/i;

// It has to fit into a header field beside others; Node.js takes 16 KiB of them.
const maximumLength = 8192;

// The header is the same for every token of a key.
const protectedHeaders = new WeakMap<SigningKey, string>();

/** How {@link verifyAccessToken} judges a token. */
export interface VerifyAccessTokenOptions extends ExpectedClaims {
  /** Keys that may have signed it. */
  keySet: KeySet;
}

/**
 * Signs an access token (RFC 9068 §2) and returns it in compact form.
 *
 * Signing and verifying use node:crypto, because WebCrypto costs several times as much and these are the
 * busiest paths there are. Throws `invalid_request` when the token would be longer than the 8192 characters
 * that are accepted.
 */
export function signAccessToken(claims: AccessTokenClaims, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signingInput = `${protectedHeader(key)}.${payload}`;
  const signature = algorithms[key.algorithm].sign(Buffer.from(signingInput, 'latin1'), key.privateKey);
  const token = `${signingInput}.${signature.toString('base64url')}`;
  if (token.length > maximumLength) {
    throw new OAuthError('invalid_request', {
      description: 'the access token would be too long: ask for fewer scopes or resources',
    });
  }
  return token;
}

/**
 * Verifies an access token (RFC 9068 §4) and returns its claims: type, signature by the key that its `kid`
 * names, under that key's algorithm alone, then issuer, audience, times and the claims that it must have.
 * Revocation is not looked at.
 *
 * Throws `invalid_token`, with the same public words for every reason.
 */
export async function verifyAccessToken(
  token: string,
  options: VerifyAccessTokenOptions,
): Promise<AccessTokenClaims> {
  if (token.length > maximumLength) throw invalidToken(`longer than ${maximumLength} characters`);
  const { header, signingInput, signature, payload } = parseCompactJws(token);
  const key = keyFor(header, options.keySet);
  if (!algorithms[key.algorithm].verify(signingInput, signature, key.publicKey)) {
    throw invalidToken('the signature does not match');
  }
  const claims = parseJsonObject(payload, 'payload');
  assertRegisteredClaims(claims, options);
  assertAccessTokenClaims(claims);
  return claims;
}

function protectedHeader(key: SigningKey): string {
  let header = protectedHeaders.get(key);
  if (header === undefined) {
    const json = JSON.stringify({ alg: key.algorithm, typ: tokenType, kid: key.kid });
    header = Buffer.from(json).toString('base64url');
    protectedHeaders.set(key, header);
  }
  return header;
}

function keyFor({ alg, typ, kid }: Readonly<Record<string, unknown>>, keySet: KeySet): VerificationKey {
  if (typeof kid !== 'string') throw invalidToken('the protected header has no kid');
  const key = keySet.get(kid);
  if (key === undefined) throw invalidToken(`no key has the kid ${JSON.stringify(kid.slice(0, 64))}`);
  // The key says which algorithm it is for; what the token says has only to agree (RFC 8725 §3.1).
  if (alg !== key.algorithm) throw invalidToken('the "alg" is not that of the key');
  if (typeof typ !== 'string' || !acceptedTypes.test(typ)) throw invalidToken('the "typ" is not at+jwt');
  return key;
}
