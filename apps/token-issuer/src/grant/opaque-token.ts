import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Authorization codes and refresh tokens: opaque to clients, and so made that a row is found by its primary
 * key and a token of this family is told from an invented one.
 *
 *     base64url( grant id, 16 bytes | random, 32 bytes | tag, 16 bytes )
 *
 * The tag is an HMAC under a key of the grant's row. Whoever merely knows a grant's id cannot make a token
 * that looks like an old one, so a stranger cannot get the grant revoked for "reuse".
 */
export interface OpaqueToken {
  grantId: string;
  /** Text for the client. */
  value: string;
  /** SHA-256 of the text: what is stored. */
  hash: Buffer;
}

const idLength = 16;
const randomLength = 32;
const tagLength = 16;
const textPattern = /^[A-Za-z0-9_-]{86}$/; // 64 bytes without padding

/** Creates a key for the tokens of one grant. */
export function createFamilyKey(): Buffer {
  return randomBytes(32);
}

/** Creates a token of a grant. */
export function createOpaqueToken(grantId: string, familyKey: Buffer): OpaqueToken {
  const body = Buffer.concat([Buffer.from(grantId.replaceAll('-', ''), 'hex'), randomBytes(randomLength)]);
  const value = Buffer.concat([body, tagOf(body, familyKey)]).toString('base64url');
  return { grantId, value, hash: hashOf(value) };
}

/** Reads a token; undefined when the text cannot be one. Says nothing yet about whether it was ever issued. */
export function parseOpaqueToken(value: string): OpaqueToken | undefined {
  if (!textPattern.test(value)) return undefined;
  const hex = Buffer.from(value, 'base64url').subarray(0, idLength).toString('hex');
  const grantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { grantId, value, hash: hashOf(value) };
}

/** Says whether a token was issued for the grant with this key, now or earlier. */
export function isOfFamily(token: OpaqueToken, familyKey: Buffer): boolean {
  const bytes = Buffer.from(token.value, 'base64url');
  const body = bytes.subarray(0, idLength + randomLength);
  return timingSafeEqual(bytes.subarray(idLength + randomLength), tagOf(body, familyKey));
}

/** SHA-256 of a token's text. Tokens are random, so a plain hash is enough. */
export function hashOf(value: string): Buffer {
  return hash('sha256', value, 'buffer');
}

/** Compares two hashes in constant time. */
export function sameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function tagOf(body: Buffer, familyKey: Buffer): Buffer {
  return createHmac('sha256', familyKey).update(body).digest().subarray(0, tagLength);
}
