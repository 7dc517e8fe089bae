import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';

// RFC 7636 §4.1 asks clients for 43 characters. A UUID without its hyphens has 32, and published examples
// use one; its 122 random bits cannot be guessed in the life of a code.
const defaultMinimumLength = 32;
const maximumLength = 128; // RFC 7636 §4.1
const unreserved = /^[\w.~-]+$/; // RFC 7636 §4.1, RFC 3986 §2.3

/**
 * Checks the code verifier of a token request against the challenge of the authorization request
 * (RFC 7636 §4.6), in constant time.
 *
 * Throws `invalid_request` when the verifier is missing, shorter than `minimumLength`, longer than 128
 * characters or outside the alphabet, and `invalid_grant` when it is not the one behind the challenge.
 */
export function verifyCodeVerifier(
  verifier: string | undefined,
  codeChallenge: string,
  options: {
    /** Fewest characters that are taken: 32 by default, 43 in a strict deployment. */
    minimumLength?: number;
  } = {},
): void {
  const minimumLength = options.minimumLength ?? defaultMinimumLength;
  if (verifier === undefined || verifier === '') {
    throw invalidRequest('code_verifier is missing: send the value that code_challenge was made from');
  }
  if (verifier.length < minimumLength || verifier.length > maximumLength) {
    throw invalidRequest(
      `code_verifier has ${verifier.length} characters: it must have ${minimumLength} to ${maximumLength}`,
    );
  }
  if (!unreserved.test(verifier)) {
    throw invalidRequest(
      'code_verifier has a character that is not allowed: use letters, digits, hyphen, dot, underscore, tilde',
    );
  }

  const expected = Buffer.from(codeChallenge);
  const actual = Buffer.from(createCodeChallenge(verifier));
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) {
    throw new OAuthError('invalid_grant', {
      description:
        'code_verifier does not match code_challenge: send the value whose SHA-256 began this authorization',
    });
  }
}

/** Makes a code verifier: 256 random bits as 43 characters of base64url (RFC 7636 §4.1). */
export function createCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

/** Returns the `S256` code challenge of a verifier: 43 characters of base64url (RFC 7636 §4.2). */
export function createCodeChallenge(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url');
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
