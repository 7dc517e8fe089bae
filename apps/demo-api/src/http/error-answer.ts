import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { bearerChallenge, type BearerChallengeOptions } from '@latchkey/token-validator';

/** An error as HTTP. */
export interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: { error: string; error_description: string };
}

/** Seconds after which a client may try again when tokens cannot be validated now. */
const retryAfterSeconds = 5;

// RFC 6750 §3.1. Only refusals of the token have a status of their own here.
const statusOf: Partial<Record<OAuthErrorCode, number>> = { invalid_token: 401, insufficient_scope: 403 };

/**
 * What a client gets to see of an error: the refusal of its token with a challenge (RFC 6750 §3), 503 while
 * tokens cannot be validated, and for anything else nothing but that it failed.
 *
 * @param challenge what the challenge says beside the error
 */
export function errorAnswer(error: unknown, challenge: BearerChallengeOptions): ErrorAnswer {
  if (error instanceof OAuthError && error.code !== 'temporarily_unavailable') {
    const status = statusOf[error.code] ?? 400;
    return {
      status,
      headers: status === 400 ? {} : { 'www-authenticate': bearerChallenge(error, challenge) },
      body: { error: error.code, error_description: error.description },
    };
  }
  if (error instanceof RpcError || error instanceof OAuthError) {
    return {
      status: 503,
      headers: { 'retry-after': String(retryAfterSeconds) },
      body: {
        error: 'temporarily_unavailable',
        error_description: `access tokens cannot be validated now: try again in ${retryAfterSeconds} seconds`,
      },
    };
  }
  if (isRefusedRequest(error)) {
    return {
      status: error.statusCode,
      headers: {},
      body: { error: 'invalid_request', error_description: 'the request is not one that this API takes' },
    };
  }
  return {
    status: 500,
    headers: {},
    body: { error: 'server_error', error_description: 'the request failed for a reason that is not yours' },
  };
}

/** Says whether an error is Fastify's refusal of a request that breaks HTTP. */
function isRefusedRequest(error: unknown): error is { statusCode: number } {
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500;
}
