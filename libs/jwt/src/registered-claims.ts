import { invalidToken } from './invalid-token';

/** Who a token must be from, whom it must be for, and when it is judged. */
export interface ExpectedClaims {
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
 * Checks the registered claims of a JWT (RFC 7519 §4.1): `iss`, `aud`, `exp`, `nbf`, and that `iat` is a time.
 * Times have whole seconds: a token ends in the very second of its `exp`.
 *
 * Throws `invalid_token` when one is not as expected.
 */
export function assertRegisteredClaims(
  claims: Readonly<Record<string, unknown>>,
  { issuer, audience, clock, clockToleranceSeconds = 0 }: ExpectedClaims,
): void {
  if (claims['iss'] !== issuer) throw unexpected('iss');
  if (audience !== undefined && !isFor(claims['aud'], [audience].flat())) throw unexpected('aud');

  const now = Math.floor(clock().getTime() / 1000);
  const notBefore = time(claims, 'nbf');
  const expiry = time(claims, 'exp');
  time(claims, 'iat');
  // Written so that a clock or tolerance that is no number lets no token through.
  if (notBefore !== undefined && !(notBefore <= now + clockToleranceSeconds)) throw unexpected('nbf');
  if (expiry !== undefined && !(expiry > now - clockToleranceSeconds)) throw unexpected('exp');
}

function isFor(audience: unknown, names: readonly string[]): boolean {
  if (typeof audience === 'string') return names.includes(audience);
  return Array.isArray(audience) && names.some((name) => audience.includes(name));
}

function time(claims: Readonly<Record<string, unknown>>, claim: string): number | undefined {
  const value = claims[claim];
  if (value !== undefined && typeof value !== 'number') throw unexpected(claim);
  return value;
}

function unexpected(claim: string) {
  return invalidToken(`the claim "${claim}" is not as it must be`);
}
