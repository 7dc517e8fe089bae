import { OAuthError } from './oauth-error';

/** The one type of client assertion that is taken (RFC 7523 §2.2). */
export const JWT_CLIENT_ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Algorithms that an assertion may be signed with: asymmetric ones alone, so that no secret is shared. */
export const assertionAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

const maximumAssertionLength = 8 * 1024;
const compactSerialization = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/**
 * Says whom a client assertion speaks for: its `sub`, read without any check of the signature. It only tells
 * whose keys the assertion has to be verified with.
 *
 * Throws `invalid_client` when it is no JWT in compact form with a text as `sub`, or longer than 8 KiB.
 */
export function clientAssertionSubject(assertion: string): string {
  const payload =
    assertion.length <= maximumAssertionLength ? compactSerialization.exec(assertion)?.[1] : undefined;
  if (payload === undefined) {
    throw invalidAssertion(
      `client_assertion must be a signed JWT in compact form of at most ${maximumAssertionLength} characters`,
    );
  }
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    throw invalidAssertion('the payload of client_assertion is not JSON');
  }
  const subject = typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : undefined;
  if (typeof subject !== 'string') {
    throw invalidAssertion('client_assertion must name the client in sub and iss');
  }
  return subject;
}

function invalidAssertion(description: string): OAuthError {
  return new OAuthError('invalid_client', { description });
}
