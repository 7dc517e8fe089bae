import { InvalidDpopProofError, verifyDpopProof, type DpopProof } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import type { EphemeralStore } from '@latchkey/storage';
import { createHash } from 'node:crypto';
import type { MaybePromise } from '../at-once';
import { endpointAddresses } from '../endpoint-addresses';

/**
 * Verifies the proof of possession of a request to an endpoint, uses it up, and returns the thumbprint of its
 * key; undefined when the request has no proof.
 *
 * @param proof value of the DPoP header field; empty when there is none
 * @throws OAuthError `invalid_dpop_proof` (RFC 9449 §5)
 */
export type RedeemProof = (proof: string, endpoint: '/token' | '/par') => MaybePromise<string | undefined>;

/** What proofs need. */
export interface ProofDependencies {
  issuer: string;
  ephemeralStore: Pick<EphemeralStore, 'putIfAbsent'>;
  clock: () => Date;
}

// By so much the clock of another replica may be behind this one's.
const toleranceSeconds = 10;

/**
 * Creates the check of proofs that come to the endpoints of this server (RFC 9449 §4.3). Each works once, at
 * whichever replica (§11.1). Server nonces (§8) are not used: a proof is good for a minute at most and for one
 * request, so that one made ahead of time is soon worth nothing, and clients are spared a round trip.
 */
export function createProofRedemption({ issuer, ephemeralStore, clock }: ProofDependencies): RedeemProof {
  const addresses = {
    '/token': endpointAddresses(issuer, '/token'),
    '/par': endpointAddresses(issuer, '/par'),
  };

  return (proof, endpoint) => (proof === '' ? undefined : redeem(proof, endpoint));

  async function redeem(proof: string, endpoint: keyof typeof addresses): Promise<string> {
    const { thumbprint, proofId, expireTime } = verify(proof, addresses[endpoint]);
    const lifetimeSeconds = (expireTime.getTime() - clock().getTime()) / 1000 + toleranceSeconds;
    if (!(await ephemeralStore.putIfAbsent(keyOf(thumbprint, proofId), '1', lifetimeSeconds)))
      throw invalidProof('its jti was presented before');
    return thumbprint;
  }

  function verify(proof: string, url: string[]): DpopProof {
    try {
      return verifyDpopProof(proof, { method: 'POST', url, clock });
    } catch (error) {
      if (error instanceof InvalidDpopProofError) throw invalidProof(error.message);
      throw error;
    }
  }
}

function keyOf(thumbprint: string, proofId: string): string {
  return `dpop_proof:${createHash('sha256')
    .update(JSON.stringify([thumbprint, proofId]))
    .digest('base64url')}`;
}

function invalidProof(detail: string): OAuthError {
  return new OAuthError('invalid_dpop_proof', {
    description:
      'the DPoP proof does not hold for this request: make one for each, with its method and address, the time and a new jti',
    detail,
  });
}
