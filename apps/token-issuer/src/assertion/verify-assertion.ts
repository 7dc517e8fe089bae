import { assertionAlgorithms } from '@latchkey/oauth';
import type { EphemeralStore } from '@latchkey/storage';
import { createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import type { PublishedKeys } from '../client/client';
import { checkAssertionClaims, toleranceSeconds, type VerifiedAssertion } from './assertion-claims';
import { InvalidAssertionError } from './invalid-assertion-error';
import type { AssertionAlgorithm, AssertionKey } from './key-set';
import type { FindKeys } from './published-keys';

export type { VerifiedAssertion } from './assertion-claims';

/** What an assertion has to be (RFC 7523 §3). */
export interface ExpectedAssertion {
  /** Keys of whoever signs. */
  keys: PublishedKeys;
  /** The `iss` claim. */
  issuer: string;
  /** The `sub` claim; any when unset. */
  subject?: string;
  /** Names of this server: the `aud` claim has at least one of them. */
  audiences: string[];
}

/**
 * Verifies an assertion and uses it up: a second time it is refused.
 *
 * @throws InvalidAssertionError with the reason, for the log alone
 */
export type VerifyAssertion = (assertion: string, expected: ExpectedAssertion) => Promise<VerifiedAssertion>;

/** What verification needs. */
export interface AssertionVerifierDependencies {
  findKeys: FindKeys;
  ephemeralStore: Pick<EphemeralStore, 'putIfAbsent'>;
  clock: () => Date;
}

const mostCharacters = 8 * 1024;
const longestKeyId = 256;

/** Creates the verification of JWT assertions (RFC 7521 §5.1, RFC 7523 §3). */
export function createAssertionVerifier(dependencies: AssertionVerifierDependencies): VerifyAssertion {
  const { findKeys, ephemeralStore, clock } = dependencies;

  return async (assertion, { keys, issuer, subject, audiences }) => {
    const { alg, kid } = readHeader(assertion);
    const fits = (key: AssertionKey) =>
      key.algorithms.includes(alg) && (kid === undefined || key.kid === kid);
    const candidates = await findKeys(keys, fits).catch((cause: Error) => {
      throw new InvalidAssertionError(cause.message, { cause });
    });
    const now = clock();
    const nowSeconds = now.getTime() / 1000;
    const claims = await verifyWithAny(candidates, assertion, {
      algorithms: [alg],
      issuer,
      ...(subject !== undefined && { subject }),
      audience: audiences,
      clockTolerance: toleranceSeconds,
      currentDate: now,
    });
    const verified = checkAssertionClaims(claims, nowSeconds);
    // Remembered for longer than any replica, whose clock may differ, would take it again.
    const lifetimeSeconds = verified.exp - nowSeconds + 2 * toleranceSeconds;
    if (!(await ephemeralStore.putIfAbsent(keyOf(verified), '1', lifetimeSeconds)))
      throw new InvalidAssertionError('its jti was presented before');
    return verified;
  };
}

function readHeader(assertion: string): { alg: AssertionAlgorithm; kid: string | undefined } {
  if (assertion.length > mostCharacters)
    throw new InvalidAssertionError(`longer than ${mostCharacters} characters`);
  const { alg, kid, typ } = decodeHeader(assertion);
  const pinned = assertionAlgorithms.find((algorithm) => algorithm === alg);
  if (!pinned) throw new InvalidAssertionError(`its alg is none of ${assertionAlgorithms.join(', ')}`);
  // What is made for another purpose says so (RFC 8725 §3.11).
  if (typ !== undefined && typ !== 'JWT') throw new InvalidAssertionError('its typ is not JWT');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > longestKeyId))
    throw new InvalidAssertionError('its kid is malformed');
  return { alg: pinned, kid };
}

function decodeHeader(assertion: string): Record<string, unknown> {
  try {
    return decodeProtectedHeader(assertion);
  } catch (cause) {
    throw new InvalidAssertionError('it is no JWS', { cause });
  }
}

/** Verifies with each key in turn: an assertion without a `kid` may be signed by any of them. */
async function verifyWithAny(
  keys: AssertionKey[],
  assertion: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for (const { key } of keys) {
    try {
      return (await jwtVerify(assertion, key, options)).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      // The cause is left out: it holds the claims.
      throw new InvalidAssertionError(error instanceof Error ? error.message : 'it cannot be verified');
    }
  }
  throw new InvalidAssertionError('none of the keys made its signature');
}

function keyOf({ iss, jti }: VerifiedAssertion): string {
  return `assertion:${createHash('sha256')
    .update(JSON.stringify([iss, jti]))
    .digest('base64url')}`;
}
