import { requireParameter } from '@latchkey/oauth';
import { decodeJwt } from 'jose';
import { InvalidAssertionError } from '../assertion/invalid-assertion-error';
import type { VerifiedAssertion, VerifyAssertion } from '../assertion/verify-assertion';
import type { AssertionIssuer, Client } from '../client/client';
import type { AccessRules } from '../client/requested-access';
import type { IssueAccessToken } from '../token/issue-tokens';
import { refuseUnlessConfidential } from './confidential-client';
import { foreignSubject } from './foreign-subject';
import type { Grant } from './grant';
import { invalidGrant } from './invalid-grant';

/** What the JWT bearer grant needs. */
export interface JwtBearerDependencies extends Pick<AccessRules, 'requestedAccess'> {
  verifyAssertion: VerifyAssertion;
  issueAccessToken: IssueAccessToken;
  /** Names of this server that an assertion may be meant for: its issuer identifier and its token endpoint. */
  audiences: string[];
}

const longestAssertion = 8192;

/**
 * The JWT bearer grant (RFC 7523 §2.1): an issuer that the client is registered for says whom the client may
 * speak for. What the token is good for is bounded by the client's registration, as with client credentials;
 * nothing is stored, and there is no refresh token (RFC 7521 §4.1).
 */
export function jwtBearer(dependencies: JwtBearerDependencies): Grant {
  const { verifyAssertion, issueAccessToken, requestedAccess, audiences } = dependencies;

  return {
    async redeem(request) {
      const { client, parameters, dpopJkt } = request;
      refuseUnlessConfidential(client, 'the JWT bearer grant');
      const assertion = requireParameter(parameters, 'assertion');
      const keys = findIssuer(assertion, client);
      // An assertion works once: what else may be wrong with the request is found before it is used up.
      const access = requestedAccess(request, client);
      const subject = foreignSubject(await verify(assertion, keys));
      return issueAccessToken({ client, subject, access, dpopJkt });
    },
  };

  async function verify(assertion: string, keys: AssertionIssuer): Promise<VerifiedAssertion> {
    try {
      return await verifyAssertion(assertion, { keys, issuer: keys.issuer, audiences });
    } catch (error) {
      if (error instanceof InvalidAssertionError) throw invalidGrant('assertion', error.message);
      throw error;
    }
  }
}

/** Finds whose keys to try: what the assertion says of itself is proven by them, or not at all. */
function findIssuer(assertion: string, client: Client): AssertionIssuer {
  if (assertion.length > longestAssertion) throw invalidGrant('assertion', 'too long');
  let claimed: unknown;
  try {
    claimed = decodeJwt(assertion).iss;
  } catch {
    throw invalidGrant('assertion', 'malformed');
  }
  const found = client.assertionIssuers.find(({ issuer }) => issuer === claimed);
  if (!found) throw invalidGrant('assertion', 'not of an issuer that the client is registered for');
  return found;
}
