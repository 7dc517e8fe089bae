import { OAuthError } from '@latchkey/oauth';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { assertAccessTokenClaims, type AccessTokenClaims } from './access-token-claims';
import { algorithms } from './algorithms';
import { invalidToken } from './invalid-token';
import type { KeySet, VerificationKey } from './key-set';
import type { SigningKey } from './signing-key';

// RFC 9068 §2.1. Nothing else that Latchkey signs has this type, so nothing else passes for an access token.
const tokenType = 'at+jwt';

// It has to fit into a header field beside others; Node.js takes 16 KiB of them.
const maximumLength = 8192;

const compactSerialization = /^[\w-]+\.[\w-]+\.[\w-]+$/;

// The header is the same for every token of a key.
const protectedHeaders = new WeakMap<SigningKey, string>();

/** How {@link verifyAccessToken} judges a token. */
export interface VerifyAccessTokenOptions {
  /** Keys that may have signed it. */
  keySet: KeySet;
  /** The issuer that it must be from. */
  issuer: string;
  /** The resource that it must be for, or several of which one suffices; any resource when left out. */
  audience?: string | string[];
  /** Tells the time. */
  clock: () => Date;
  /** Seconds by which the issuer's clock may differ from this one; 0 by default. */
  clockToleranceSeconds?: number;
}

/**
 * Signs an access token (RFC 9068 §2) and returns it in compact form.
 *
 * It signs with node:crypto because that costs half of what WebCrypto does, on the busiest path there is.
 * Throws `invalid_request` when the token would be longer than the 8192 characters that are accepted.
 */
export function signAccessToken(claims: AccessTokenClaims, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signingInput = `${protectedHeader(key)}.${payload}`;
  const signature = algorithms[key.algorithm].sign(Buffer.from(signingInput), key.privateKey);
  const token = `${signingInput}.${signature.toString('base64url')}`;
  if (token.length > maximumLength) {
    throw new OAuthError('invalid_request', {
      description: 'the access token would be too long: ask for fewer scopes or resources',
    });
  }
  return token;
}

/**
 * Verifies an access token (RFC 9068 §4) and returns its claims: signature by the key that its `kid` names,
 * under that key's algorithm alone, then type, issuer, audience, times and the claims that it must have.
 * Revocation is not looked at.
 *
 * Throws `invalid_token`, with the same public words for every reason.
 */
export async function verifyAccessToken(
  token: string,
  options: VerifyAccessTokenOptions,
): Promise<AccessTokenClaims> {
  const key = findKey(token, options.keySet);
  const payload = await verifyJwt(token, key, options);
  assertAccessTokenClaims(payload);
  return payload;
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

function findKey(token: string, keySet: KeySet): VerificationKey {
  if (token.length > maximumLength) throw invalidToken(`longer than ${maximumLength} characters`);
  if (!compactSerialization.test(token)) throw invalidToken('not a JWS in compact serialization');
  let kid: unknown;
  try {
    kid = decodeProtectedHeader(token).kid;
  } catch {
    throw invalidToken('the protected header is not JSON');
  }
  if (typeof kid !== 'string') throw invalidToken('the protected header has no kid');
  const key = keySet.get(kid);
  if (key === undefined) throw invalidToken(`no key has the kid ${JSON.stringify(kid.slice(0, 64))}`);
  return key;
}

async function verifyJwt(
  token: string,
  key: VerificationKey,
  options: VerifyAccessTokenOptions,
): Promise<object> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.algorithm],
      typ: tokenType,
      issuer: options.issuer,
      audience: options.audience,
      currentDate: options.clock(),
      clockTolerance: options.clockToleranceSeconds ?? 0,
    });
    return payload;
  } catch (error) {
    // The error itself is not kept as the cause: it carries the claims, and they do not belong into a log.
    if (error instanceof errors.JOSEError) throw invalidToken(`${error.code}: ${error.message}`);
    throw error;
  }
}
