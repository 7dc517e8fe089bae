/**
 * Every error code that Latchkey answers with, as registered in the OAuth Extensions Error Registry
 * (RFC 6749 §11.4 and the specifications named beside each code).
 */
export const oauthErrorCodes = [
  'invalid_request', // RFC 6749 §5.2
  'invalid_client', // RFC 6749 §5.2
  'invalid_grant', // RFC 6749 §5.2
  'unauthorized_client', // RFC 6749 §5.2
  'unsupported_grant_type', // RFC 6749 §5.2
  'unsupported_response_type', // RFC 6749 §4.1.2.1
  'invalid_scope', // RFC 6749 §5.2
  'access_denied', // RFC 6749 §4.1.2.1
  'server_error', // RFC 6749 §4.1.2.1
  'temporarily_unavailable', // RFC 6749 §4.1.2.1
  'invalid_target', // RFC 8707 §2
  'authorization_pending', // RFC 8628 §3.5
  'slow_down', // RFC 8628 §3.5
  'expired_token', // RFC 8628 §3.5
  'invalid_token', // RFC 6750 §3.1
  'insufficient_scope', // RFC 6750 §3.1
  'invalid_dpop_proof', // RFC 9449 §5, §7.1
  'login_required', // OpenID Connect Core §3.1.2.6
  'consent_required', // OpenID Connect Core §3.1.2.6
  'unmet_authentication_requirements', // OpenID Connect Core Unmet Authentication Requirements §2
] as const;

/** A registered OAuth error code. */
export type OAuthErrorCode = (typeof oauthErrorCodes)[number];

/** What an {@link OAuthError} carries beside its code. */
export interface OAuthErrorOptions {
  /** Public: tells the developer of the client what to change (`error_description`). */
  description?: string;
  /** Private: for the log of this service, never sent anywhere. */
  detail?: string;
  /** Seconds to wait before the next attempt, where waiting helps. */
  retryAfterSeconds?: number;
  /** Private: what made this error. */
  cause?: unknown;
}

// RFC 6749 §5.2 allows %x20-21 / %x23-5B / %x5D-7E in error_description: no quotes, no backslashes, no controls.
const notAllowedInDescription = /[^\x20-\x21\x23-\x5B\x5D-\x7E]/g;

/**
 * A refusal that a client may see. The one error type of the protocol: it is mapped to a gRPC status in
 * `libs/rpc` and to an HTTP answer in the gateway's error handler. Anything else that is thrown is a
 * defect or an outage: it is opaque outside and whole in the log.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  /** Public: tells the developer of the client what to change (`error_description`); may be empty. */
  readonly description: string;
  /** Private: for the log. */
  readonly detail: string | undefined;
  /** Seconds to wait before the next attempt; 0 when waiting does not help. */
  readonly retryAfterSeconds: number;

  constructor(
    readonly code: OAuthErrorCode,
    options: OAuthErrorOptions = {},
  ) {
    super(`${code}: ${options.detail ?? options.description ?? ''}`, { cause: options.cause });
    this.description = (options.description ?? '').replace(notAllowedInDescription, '?');
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 0;
  }
}

/** Says whether an error only tells a device to go on polling (RFC 8628 §3.5): the ordinary case, not a refusal. */
export function isStillPending(error: OAuthError): boolean {
  return error.code === 'authorization_pending' || error.code === 'slow_down';
}

/** Says whether a string is one of {@link oauthErrorCodes}. */
export function isOAuthErrorCode(code: string): code is OAuthErrorCode {
  return (oauthErrorCodes as readonly string[]).includes(code);
}
