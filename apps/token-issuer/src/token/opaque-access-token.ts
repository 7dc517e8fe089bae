import type { AccessTokenClaims } from '@latchkey/jwt';
import { open, seal } from '@latchkey/service-kit';

// A prefix of its own tells the token from a JWT, and lets scanners find one that was published by mistake.
const pattern = /^lk_at_([\w-]{1,128})\.([\w-]{1,8000})$/;

/**
 * Makes an opaque access token: the claims, readable to this issuer alone.
 *
 *     lk_at_KID.base64url( nonce, 12 bytes | tag, 16 bytes | claims as JSON, AES-256-GCM )
 *
 * Nothing is stored: any replica opens it, for as long as the signing key that its secret comes from verifies.
 *
 * @param key identifier of the signing key, and the 32 bytes derived from it
 */
export function sealAccessToken(claims: AccessTokenClaims, key: { kid: string; secret: Buffer }): string {
  const sealed = seal(Buffer.from(JSON.stringify(claims)), key.secret, purposeOf(key.kid));
  return `lk_at_${key.kid}.${sealed.toString('base64url')}`;
}

/**
 * Opens what {@link sealAccessToken} made; undefined for anything else. Looks at no claim: lifetime and
 * revocation are the caller's to check.
 *
 * @param secretFor the secret of a signing key that still verifies
 */
export function openAccessToken(
  token: string,
  secretFor: (kid: string) => Buffer | undefined,
): AccessTokenClaims | undefined {
  const [, kid = '', sealed = ''] = pattern.exec(token) ?? [];
  const secret = secretFor(kid);
  if (!secret) return undefined;
  try {
    return JSON.parse(open(Buffer.from(sealed, 'base64url'), secret, purposeOf(kid)).toString('utf8'));
  } catch {
    // Changed, cut short, or sealed under another key of the same name.
    return undefined;
  }
}

/** Says whether a text has the form of an opaque access token. */
export function isOpaqueAccessToken(token: string): boolean {
  return pattern.test(token);
}

function purposeOf(kid: string): string {
  return `access token ${kid}`;
}
