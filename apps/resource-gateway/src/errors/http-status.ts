import type { OAuthErrorCode } from '@latchkey/oauth';

/** The one place where the errors of the protocol get their HTTP status. */
export const httpStatus = {
  // RFC 6749 §5.2
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  // RFC 6749 §4.1.2.1: of the authorization endpoint, which answers with redirects
  unsupported_response_type: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  // RFC 8707 §2
  invalid_target: 400,
  // RFC 8628 §3.5
  access_denied: 400,
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  // RFC 6750 §3.1
  invalid_token: 401,
  insufficient_scope: 403,
  // RFC 9449 §5: at the endpoints for clients; a protected resource answers 401 (§7.1)
  invalid_dpop_proof: 400,
  // OpenID Connect Core §3.1.2.6: of pushed requests; elsewhere they are answered with redirects
  login_required: 400,
  consent_required: 400,
  unmet_authentication_requirements: 400,
} satisfies Record<OAuthErrorCode, number>;
