import { formatScope, type OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { NoAccessTokenError } from './access-token';

/** What a challenge may say beside the error. */
export interface BearerChallengeOptions {
  /** Scopes that the resource needs. */
  scope?: readonly string[];
  /** Name of the protected space; `latchkey` by default. */
  realm?: string;
}

// RFC 6750 §3.1 registers these; what else went wrong is not about the token.
const bearerErrors: ReadonlySet<OAuthErrorCode> = new Set([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
]);

/**
 * Writes the WWW-Authenticate header that goes with a refusal (RFC 6750 §3). Without an error, or for a
 * request that had no token, it only says that a token is needed.
 */
export function bearerChallenge(
  error?: OAuthError,
  { scope = [], realm = 'latchkey' }: BearerChallengeOptions = {},
): string {
  const attributes = [`realm=${quoted(realm)}`];
  if (error && !(error instanceof NoAccessTokenError) && bearerErrors.has(error.code)) {
    attributes.push(`error=${quoted(error.code)}`);
    if (error.description) attributes.push(`error_description=${quoted(error.description)}`);
  }
  if (scope.length > 0) attributes.push(`scope=${quoted(formatScope(scope))}`);
  return `Bearer ${attributes.join(', ')}`;
}

/** An attribute value that cannot break out of its quotes or of its header line. */
function quoted(value: string): string {
  return `"${value.replace(/[^\x20-\x7E]/g, '?').replace(/["\\]/g, '\\$&')}"`;
}
