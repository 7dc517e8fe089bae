import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { RpcError, type StatusName } from '@latchkey/rpc';
import type { ErrorKind } from './error-kinds';
import { PageError } from './page-error';

// Faults that fastify finds before a handler runs.
const kindOfFastifyError: Partial<Record<string, ErrorKind>> = {
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'malformed_request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_form',
};

const kindOfStatus: Partial<Record<StatusName, ErrorKind>> = {
  UNAVAILABLE: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  RESOURCE_EXHAUSTED: 'unavailable',
};

const kindOfOAuthError: Partial<Record<OAuthErrorCode, ErrorKind>> = {
  server_error: 'defect',
  temporarily_unavailable: 'unavailable',
};

/** Chooses the page for an error. Whatever is not known here is a defect, of which nobody outside learns more. */
export function classifyError(error: unknown): ErrorKind {
  if (error instanceof PageError) return error.kind;
  if (error instanceof OAuthError) return kindOfOAuthError[error.code] ?? 'refused_request';
  if (error instanceof RpcError) return kindOfStatus[error.status] ?? 'defect';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (typeof code === 'string' && kindOfFastifyError[code]) || 'defect';
}

// What passes by itself, and how soon.
const defaultRetryAfterSeconds: Partial<Record<ErrorKind, number>> = {
  unavailable: 5,
  too_many_codes: 60,
  // The windows in which the directory counts what is tried at one account.
  too_many_sign_ins: 15 * 60,
  too_many_attempts: 15 * 60,
  // That in which it counts mails to one address, and those asked for from one network.
  too_many_mails: 60 * 60,
};

/** Seconds after which it makes sense to try again; undefined for what does not pass by itself. */
export function retryAfterSeconds(kind: ErrorKind, error: unknown): number | undefined {
  const seconds = defaultRetryAfterSeconds[kind];
  const cause = error instanceof PageError ? error.cause : error;
  return seconds && ((cause instanceof OAuthError && cause.retryAfterSeconds) || seconds);
}
