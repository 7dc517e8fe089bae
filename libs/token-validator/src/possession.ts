import { InvalidDpopProofError, dpopProofWindowSeconds, verifyDpopProof } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import { DpopProofError } from './dpop-error';
import { createExpiringEntries } from './expiring-entries';
import type { DpopRequest, ValidatedToken } from './token-validator';

/** Checks that whoever presents a token holds the key that it is bound to. */
export interface PossessionCheck {
  /**
   * Lets pass a bearer token that is presented as one, and a bound token with a proof that holds and was not
   * used before (RFC 9449 §7.1).
   *
   * @throws OAuthError `invalid_token` when token and scheme do not go together
   * @throws DpopProofError when the proof does not hold
   * @throws OAuthError `temporarily_unavailable` when no more proofs can be remembered
   */
  require(token: ValidatedToken, accessToken: string, dpop: DpopRequest | undefined): void;
  /** Whether a token is good without a proof. */
  needsNone(token: ValidatedToken): boolean;
}

/** How possession is checked. */
export interface PossessionCheckOptions {
  clock: () => Date;
  /** Whether bound tokens come from a proxy that has checked the proof already, and so as bearer tokens. */
  checkedInFront?: boolean | undefined;
  /** How many proofs are remembered; 100,000 by default. */
  maximumProofs?: number | undefined;
}

/**
 * Creates the check. It remembers the proofs of the last minute in this process: another replica would take the
 * same proof once more within that time. When its memory is full it refuses instead of forgetting.
 */
export function createPossessionCheck({
  clock,
  checkedInFront = false,
  maximumProofs = 100_000,
}: PossessionCheckOptions): PossessionCheck {
  const used = createExpiringEntries<true>();

  function useOnce(key: string): void {
    const now = clock().getTime();
    if (used.get(key)) throw new DpopProofError('the DPoP proof was used before: make one for each request');
    used.dropEnded(now);
    if (used.size >= maximumProofs) {
      throw new OAuthError('temporarily_unavailable', {
        description: 'too many DPoP proofs at once: try again in a minute',
        retryAfterSeconds: dpopProofWindowSeconds,
      });
    }
    used.set(key, true, now + dpopProofWindowSeconds * 1000);
  }

  const needsNone = (token: ValidatedToken) => token.confirmationThumbprint === undefined || checkedInFront;
  return {
    needsNone,
    require(token, accessToken, dpop) {
      const thumbprint = token.confirmationThumbprint;
      if (!dpop) {
        if (needsNone(token)) return;
        throw mismatch('the access token is bound to a key: send it as Authorization: DPoP, with a proof');
      }
      if (thumbprint === undefined) {
        throw mismatch('the access token is bound to no key: send it as Authorization: Bearer');
      }
      try {
        const { method, url, proof } = dpop;
        const { proofId } = verifyDpopProof(proof, { method, url, accessToken, thumbprint, clock });
        useOnce(`${thumbprint} ${proofId}`);
      } catch (error) {
        if (!(error instanceof InvalidDpopProofError)) throw error;
        throw new DpopProofError(
          'the DPoP proof does not hold for this request: make one for its method, address and access token',
          { detail: error.message },
        );
      }
    },
  };
}

function mismatch(description: string): OAuthError {
  return new OAuthError('invalid_token', { description });
}
