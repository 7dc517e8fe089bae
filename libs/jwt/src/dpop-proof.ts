import { createHash, createPublicKey, timingSafeEqual, type JsonWebKey, type KeyObject } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import { algorithms, isSigningAlgorithm, type SigningAlgorithm } from './algorithms';
import { parseCompactJws, parseJsonObject } from './compact-jws';
import { dpopTargetUri } from './dpop-target-uri';
import { privateMembers } from './key-set';
import { thumbprint } from './public-jwk';

/** A proof of possession does not hold. The message is for the log; the client reads `invalid_dpop_proof`. */
export class InvalidDpopProofError extends Error {
  override readonly name = 'InvalidDpopProofError';
}

/** What a proof has to be for. */
export interface ExpectedDpopProof {
  /** Method of the request. */
  method: string;
  /**
   * Address of the request as its client sees it, or the several spellings of it that are served; query and
   * fragment do not count.
   */
  url: string | readonly string[];
  /** Access token that comes with the request; left out at the token endpoint. */
  accessToken?: string | undefined;
  /** Thumbprint of the key that it has to be made with (`jkt`); any key when left out. */
  thumbprint?: string | undefined;
  /** Tells the time. */
  clock: () => Date;
}

/** A proof that holds. */
export interface DpopProof {
  /** SHA-256 thumbprint of the key that it was made with (RFC 7638), to bind a token to or to compare. */
  thumbprint: string;
  /** Identifier of the proof, with which it may be used once; at most 256 characters. */
  proofId: string;
  /** When it is too old to be accepted: its identifier has to be remembered until then. */
  expireTime: Date;
}

/** How old a proof may be. */
const lifetimeSeconds = 60;

/** By how much the clock of a client may be ahead. */
const futureSeconds = 5;

/** How long a proof that was received can be used at most, and so how long its identifier is remembered. */
export const dpopProofWindowSeconds = lifetimeSeconds + futureSeconds;

// A proof with an RSA key of 4096 bits has about 2000 characters.
const maximumLength = 4096;
const maximumIdLength = 256;
const maximumRsaBits = 4096;
const maximumRsaExponent = 65_537n;

/**
 * Verifies a proof of possession (RFC 9449 §4.3), all but one thing: that its identifier was not used before.
 * Algorithms are those that Latchkey signs with.
 *
 * Throws {@link InvalidDpopProofError} when it does not hold for this request.
 */
export function verifyDpopProof(proof: string, expected: ExpectedDpopProof): DpopProof {
  if (proof.length > maximumLength) throw refused(`it is longer than ${maximumLength} characters`);
  const { header, signingInput, signature, payload } = parse(() => parseCompactJws(proof));
  const { typ, alg, jwk } = header;
  if (typ !== 'dpop+jwt') throw refused('its "typ" is not dpop+jwt');
  if (!isSigningAlgorithm(alg)) throw refused('its "alg" is not supported');
  const keyThumbprint = thumbprintOf(jwk);
  // Compared first: an unbound key is not worth a signature verification.
  if (expected.thumbprint !== undefined && expected.thumbprint !== keyThumbprint) {
    throw refused('it is made with another key than the token is bound to');
  }
  const publicKey = readKey(jwk, alg);
  if (!algorithms[alg].verify(signingInput, signature, publicKey))
    throw refused('its signature does not match');

  const claims = parse(() => parseJsonObject(payload, 'payload'));
  const { proofId, issueTimeSeconds } = checkClaims(claims, expected);
  return {
    thumbprint: keyThumbprint,
    proofId,
    expireTime: new Date((issueTimeSeconds + lifetimeSeconds) * 1000),
  };
}

function thumbprintOf(jwk: unknown): string {
  if (typeof jwk !== 'object' || jwk === null) throw refused('it has no key');
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) throw refused('its key is not public');
  try {
    return thumbprint(jwk);
  } catch {
    throw refused('its key is malformed');
  }
}

function readKey(jwk: unknown, algorithm: SigningAlgorithm): KeyObject {
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    throw refused('its key is malformed');
  }
  if (!algorithms[algorithm].suits(publicKey)) throw refused(`its key is not one for ${algorithm}`);
  const { modulusLength = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
  // Whoever chooses the key also chooses what verifying costs here.
  if (modulusLength > maximumRsaBits || publicExponent > maximumRsaExponent) {
    throw refused('its key is too large');
  }
  return publicKey;
}

function checkClaims(claims: Readonly<Record<string, unknown>>, expected: ExpectedDpopProof) {
  const { jti, htm, htu, iat, ath } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > maximumIdLength) {
    throw refused('its "jti" is missing or too long');
  }
  if (htm !== expected.method) throw refused('it is for another method');
  const target = typeof htu === 'string' ? dpopTargetUri(htu) : undefined;
  if (target === undefined || ![expected.url].flat().some((url) => dpopTargetUri(url) === target)) {
    throw refused('it is for another address');
  }
  if (typeof iat !== 'number') throw refused('its "iat" is missing');
  const ageSeconds = expected.clock().getTime() / 1000 - iat;
  // Written so that an age that is no number lets nothing through.
  if (!(ageSeconds < lifetimeSeconds)) throw refused('it is too old');
  if (!(ageSeconds >= -futureSeconds)) throw refused('it was made in the future');
  if (expected.accessToken !== undefined && !isHashOf(ath, expected.accessToken)) {
    throw refused('it is for another access token');
  }
  return { proofId: jti, issueTimeSeconds: iat };
}

function isHashOf(hash: unknown, accessToken: string): boolean {
  const own = Buffer.from(createHash('sha256').update(accessToken).digest('base64url'));
  const theirs = Buffer.from(typeof hash === 'string' ? hash : '');
  return own.length === theirs.length && timingSafeEqual(own, theirs);
}

/** What is wrong with a JWS is wrong with the proof, and not with an access token. */
function parse<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof OAuthError) throw refused(error.detail ?? error.code);
    throw error;
  }
}

function refused(reason: string): InvalidDpopProofError {
  return new InvalidDpopProofError(`the proof is refused: ${reason}`);
}
