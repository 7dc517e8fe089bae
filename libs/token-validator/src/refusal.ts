import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { bearerChallenge, challenges, type BearerChallengeOptions } from './challenge';

/** An HTTP answer to a request that is not let in. */
export interface Refusal {
  status: number;
  headers: Record<string, string | string[]>;
  body: { error: string; error_description: string };
}

/** What a refusal may say beside the error. */
export interface RefusalOptions extends BearerChallengeOptions {
  /** Scheme of the request. */
  scheme?: 'Bearer' | 'DPoP' | undefined;
  /** Whether the resource takes bound tokens, and so announces the scheme DPoP. */
  dpop?: boolean | undefined;
}

// RFC 6750 §3.1, RFC 9449 §7.1; what is not the client's fault says nothing about its token.
const statusOf: Partial<Record<OAuthErrorCode, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_dpop_proof: 401,
  temporarily_unavailable: 503,
};

/**
 * Says how a request is answered that is not let in: 400, 401 or 403 with challenges (RFC 6750 §3, RFC 9449
 * §7.1), 503 with Retry-After while tokens cannot be validated, and for anything else 500 and not a word more.
 */
export function refusalOf(error: unknown, { scheme = 'Bearer', dpop, ...options }: RefusalOptions): Refusal {
  const status = error instanceof OAuthError ? statusOf[error.code] : undefined;
  if (!(error instanceof OAuthError) || status === undefined) {
    return refusal(500, 'server_error', 'the request failed for a reason that is not yours', {});
  }
  const { code, description } = error;
  if (status === 503) {
    return refusal(status, code, description, { 'retry-after': String(error.retryAfterSeconds || 1) });
  }
  return refusal(status, code, description, {
    'www-authenticate': dpop ? challenges(error, { ...options, scheme }) : bearerChallenge(error, options),
  });
}

function refusal(status: number, error: string, description: string, headers: Refusal['headers']): Refusal {
  return {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8', ...headers },
    body: { error, error_description: description },
  };
}
