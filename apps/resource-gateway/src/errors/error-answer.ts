import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { RpcError, type StatusName } from '@latchkey/rpc';
import { bearerChallenge, challenges, type BearerChallengeOptions } from '@latchkey/token-validator';
import { HttpError } from './http-error';
import { httpStatus } from './http-status';

/** What a client gets to see of an error. */
export interface ErrorAnswer {
  status: number;
  code: OAuthErrorCode;
  /** Says what to change; holds nothing private. */
  description: string;
  headers: Record<string, string | string[]>;
}

/** What is known of the request that failed. */
export interface RefusedRequest {
  /** Its Authorization header. */
  authorization: string | undefined;
  /** What a challenge says about the protected resource that it was for; undefined when it was for none. */
  challenge?: BearerChallengeOptions | undefined;
}

const retryAfterSeconds = 5;

// A service behind this process is away, or does not answer in time.
const outages: ReadonlySet<StatusName> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED']);

// What the HTTP server itself refuses, by the code of its error.
const refusals: Readonly<Record<string, { status: number; description: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, description: 'the body is too large: send less' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, description: 'the body is not as long as announced' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 400, description: 'the Content-Type header is malformed' },
  FST_ERR_BAD_URL: { status: 400, description: 'the path has a percent sign that starts no escape' },
};

/** Says how an error is answered. An error of no known kind is `server_error` and tells nothing. */
export function errorAnswer(error: unknown, request: RefusedRequest): ErrorAnswer {
  if (error instanceof OAuthError) {
    const { code, description } = error;
    const seconds = error.retryAfterSeconds || (code === 'temporarily_unavailable' ? retryAfterSeconds : 0);
    const headers = { ...challenge(error, request), ...retryAfter(seconds) };
    // RFC 9449 §7.1: a resource answers with a challenge what the token endpoint answers with 400 (§5).
    const status = request.challenge && code === 'invalid_dpop_proof' ? 401 : httpStatus[code];
    return { status, code, description, headers };
  }
  if (error instanceof HttpError) {
    const { status, code, description } = error;
    const headers = { ...retryAfter(status < 500 ? 0 : retryAfterSeconds), ...error.headers };
    return { status, code, description, headers };
  }
  if (error instanceof RpcError && outages.has(error.status)) {
    const description = `this cannot be decided now: try again in ${retryAfterSeconds} seconds`;
    const headers = retryAfter(retryAfterSeconds);
    return { status: 503, code: 'temporarily_unavailable', description, headers };
  }
  const refusal = refusals[codeOf(error)];
  if (refusal) return { ...refusal, code: 'invalid_request', headers: {} };
  return { status: 500, code: 'server_error', description: 'the request failed unexpectedly', headers: {} };
}

const aboutTheToken: ReadonlySet<OAuthErrorCode> = new Set([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'invalid_dpop_proof',
]);

function challenge(error: OAuthError, request: RefusedRequest): Record<string, string | string[]> {
  const { authorization, challenge: options } = request;
  if (options && aboutTheToken.has(error.code)) {
    const scheme = /^DPoP /i.test(authorization ?? '') ? 'DPoP' : 'Bearer';
    return { 'www-authenticate': challenges(error, { ...options, scheme }) };
  }
  if (error.code === 'invalid_token' || error.code === 'insufficient_scope') {
    return { 'www-authenticate': bearerChallenge(error) };
  }
  // RFC 6749 §5.2: a client that tried the Authorization header is told the scheme.
  const basic = error.code === 'invalid_client' && authorization !== undefined;
  return basic ? { 'www-authenticate': 'Basic realm="latchkey"' } : {};
}

function retryAfter(seconds: number): Record<string, string> {
  return seconds > 0 ? { 'retry-after': String(seconds) } : {};
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
