import { redirectLocation, type OAuthError } from '@latchkey/oauth';

/** Where the answer to an authorization request goes. */
export interface AnswerTarget {
  redirectUri: string;
  state?: string | undefined;
}

/** The address that takes an error to the client (RFC 6749 §4.1.2.1), with the issuer in it (RFC 9207 §2). */
export function errorLocation(
  { redirectUri, state }: AnswerTarget,
  error: OAuthError,
  issuer: string,
): string {
  return redirectLocation(redirectUri, {
    error: error.code,
    error_description: error.description || undefined,
    state,
    iss: issuer,
  });
}
