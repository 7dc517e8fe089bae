import { OAuthError } from '@latchkey/oauth';

// RFC 7636 §4.2: SHA-256 as base64url without padding. The last character carries four bits of the hash and
// two zero bits, so only sixteen letters can stand there.
const sha256InBase64Url = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Returns the code challenge of an authorization request (RFC 7636 §4.3): SHA-256 of the code verifier, 43
 * characters of base64url. PKCE is required of every client, and `S256` is the only method.
 *
 * Throws `invalid_request` when the challenge is missing or malformed, or when the method is not `S256`
 * (RFC 7636 §4.4.1).
 */
export function parseCodeChallenge(parameters: {
  readonly code_challenge?: string;
  readonly code_challenge_method?: string;
}): string {
  const { code_challenge: codeChallenge, code_challenge_method: method } = parameters;
  if (codeChallenge === undefined || codeChallenge === '') {
    throw invalidRequest(
      'code_challenge is missing and PKCE is required: send the SHA-256 of a code_verifier as base64url, ' +
        'with code_challenge_method=S256',
    );
  }
  // RFC 7636 §4.3: a method that is absent means plain, which shows the verifier to whoever sees the request.
  if (method === undefined || method === '') {
    throw invalidRequest(
      'code_challenge_method is missing, which means plain: send code_challenge_method=S256',
    );
  }
  if (method === 'plain') {
    throw invalidRequest('code_challenge_method plain is not supported: use S256');
  }
  if (method !== 'S256') {
    throw invalidRequest('code_challenge_method is not supported: it must be S256, in capitals');
  }
  if (!sha256InBase64Url.test(codeChallenge)) {
    throw invalidRequest(
      'code_challenge must be the SHA-256 of the code_verifier as base64url without padding: 43 characters',
    );
  }
  return codeChallenge;
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
