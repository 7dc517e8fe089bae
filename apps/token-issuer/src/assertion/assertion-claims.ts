import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { InvalidAssertionError } from './invalid-assertion-error';

/** A verified assertion. Times are seconds since the epoch. */
export interface VerifiedAssertion {
  iss: string;
  sub: string;
  jti: string;
  exp: number;
  /** All claims, those above included. */
  claims: JWTPayload;
}

/** How far the clocks of two machines may be apart. */
export const toleranceSeconds = 30;

// An assertion is made to be presented at once. One that says when it was made may live for five minutes; one
// that does not may come from a clock that runs ahead, and is given as much again.
const longestLifeSeconds = 300;
const longestAheadSeconds = 600;

const identifier = z.string().min(1).max(256);
const claimsSchema = z.object({
  iss: identifier,
  sub: identifier,
  jti: identifier,
  exp: z.number(),
  iat: z.number().optional(),
});

/**
 * Checks the claims that an assertion must have beyond what any JWT has (RFC 7523 §3): who it is about, an
 * identifier for its single use, and an end that is near.
 *
 * @throws InvalidAssertionError
 */
export function checkAssertionClaims(claims: JWTPayload, nowSeconds: number): VerifiedAssertion {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.'));
    throw new InvalidAssertionError(`missing or malformed: ${names.join(', ')}`);
  }
  const { iss, sub, jti, exp, iat } = parsed.data;
  if (exp > nowSeconds + longestAheadSeconds)
    throw new InvalidAssertionError(`its exp is more than ${longestAheadSeconds} seconds ahead`);
  if (iat !== undefined && iat > nowSeconds + toleranceSeconds)
    throw new InvalidAssertionError('its iat lies in the future');
  if (iat !== undefined && exp - iat > longestLifeSeconds)
    throw new InvalidAssertionError(`it lives for more than ${longestLifeSeconds} seconds`);
  return { iss, sub, jti, exp, claims };
}
