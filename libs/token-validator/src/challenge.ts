import { signingAlgorithms } from '@latchkey/jwt';
import { formatScope, type OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { NoAccessTokenError } from './access-token';

/** What a challenge may say beside the error. */
export interface BearerChallengeOptions {
  /** Scopes that the resource needs. */
  scope?: readonly string[] | undefined;
  /** Name of the protected space; `latchkey` by default. */
  realm?: string | undefined;
  /** Address of the metadata of the resource (RFC 9728 §5.1). */
  resourceMetadata?: string | undefined;
}

// RFC 6750 §3.1 and RFC 9449 §7.1 register these; what else went wrong is not about the token.
const tokenErrors: ReadonlySet<OAuthErrorCode> = new Set([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'invalid_dpop_proof',
]);

/**
 * Writes the challenge of the scheme Bearer that goes with a refusal (RFC 6750 §3). Without an error, or for a
 * request that had no token, it only says that a token is needed.
 */
export function bearerChallenge(error?: OAuthError, options: BearerChallengeOptions = {}): string {
  return `Bearer ${attributes(error, options).join(', ')}`;
}

/** Writes the challenge of the scheme DPoP (RFC 9449 §7.1), with the algorithms that a proof may have. */
export function dpopChallenge(error?: OAuthError, options: BearerChallengeOptions = {}): string {
  const algorithms = `algs=${quoted(signingAlgorithms.join(' '))}`;
  return `DPoP ${[...attributes(error, options), algorithms].join(', ')}`;
}

/**
 * Writes the WWW-Authenticate values of a resource that takes both schemes (RFC 9449 §7.2): one for each, of
 * which the one that the client used carries the error.
 */
export function challenges(
  error: OAuthError | undefined,
  options: BearerChallengeOptions & { scheme: 'Bearer' | 'DPoP' },
): string[] {
  const dpop = options.scheme === 'DPoP' || error?.code === 'invalid_dpop_proof';
  return [
    bearerChallenge(dpop ? undefined : error, options),
    dpopChallenge(dpop ? error : undefined, options),
  ];
}

function attributes(
  error: OAuthError | undefined,
  { scope = [], realm = 'latchkey', resourceMetadata }: BearerChallengeOptions,
): string[] {
  const found = [`realm=${quoted(realm)}`];
  if (error && !(error instanceof NoAccessTokenError) && tokenErrors.has(error.code)) {
    found.push(`error=${quoted(error.code)}`);
    if (error.description) found.push(`error_description=${quoted(error.description)}`);
  }
  if (scope.length > 0) found.push(`scope=${quoted(formatScope(scope))}`);
  if (resourceMetadata !== undefined) found.push(`resource_metadata=${quoted(resourceMetadata)}`);
  return found;
}

/** An attribute value that cannot break out of its quotes or of its header line. */
function quoted(value: string): string {
  return `"${value.replace(/[^\x20-\x7E]/g, '?').replace(/["\\]/g, '\\$&')}"`;
}
