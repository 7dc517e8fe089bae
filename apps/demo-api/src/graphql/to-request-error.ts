import type { Logger } from '@latchkey/service-kit';
import { errorAnswer } from '../http/error-answer';
import type { ProtectedSpace } from '../http/protected-space';
import { requestError, RequestError, type RequestErrorCode } from './request-error';

const codes: Record<number, RequestErrorCode> = {
  401: 'UNAUTHENTICATED',
  403: 'INSUFFICIENT_SCOPE',
  413: 'REQUEST_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'TEMPORARILY_UNAVAILABLE',
};

/** Makes of whatever went wrong what a client may see of it; what it may not see is logged whole. */
export function toRequestError(error: unknown, logger: Logger, space: ProtectedSpace): RequestError {
  if (error instanceof RequestError) return error;
  const { status, headers, body } = errorAnswer(error, { ...space, scope: ['flex:read'] });
  if (status === 503) logger.warn({ error }, 'access token could not be validated');
  else if (status >= 500) logger.error({ error }, 'request failed unexpectedly');
  const code = codes[status] ?? (status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST');
  return requestError(status, code, body.error_description, { headers });
}
