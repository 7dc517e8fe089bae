import { OAuthError, type OAuthErrorCode } from '@latchkey/oauth';
import { RpcError, type StatusName } from '@latchkey/rpc';
import type { ErrorKind } from './messages';
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

const defaultRetryAfterSeconds = 5;

/** Seconds after which it makes sense to try again what failed for want of a service, or of room in one. */
export function retryAfterSeconds(error: unknown): number {
  return (error instanceof OAuthError && error.retryAfterSeconds) || defaultRetryAfterSeconds;
}
