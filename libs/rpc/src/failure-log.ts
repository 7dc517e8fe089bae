import { OAuthError, isStillPending } from '@latchkey/oauth';
import type { Logger } from '@latchkey/service-kit';
import { RpcError, type StatusName } from './rpc-error';

// Answers that a caller must expect; anything else that a handler throws is trouble on this side.
const ordinary: ReadonlySet<StatusName> = new Set<StatusName>([
  'CANCELLED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'ABORTED',
  'UNAUTHENTICATED',
  'RESOURCE_EXHAUSTED',
]);

/** Writes the one line that a failed call has in the log of its server: loud when somebody must look. */
export function logFailure(logger: Logger, method: string, error: unknown): void {
  if (error instanceof OAuthError && error.code !== 'server_error') {
    logger[isStillPending(error) ? 'debug' : 'info']({ method, error: error.message }, 'refused');
  } else if (error instanceof RpcError && error.status === 'PERMISSION_DENIED') {
    logger.warn({ method, error: error.message }, 'caller refused');
  } else if (error instanceof RpcError && ordinary.has(error.status)) {
    logger.debug({ method, status: error.status, error: error.message }, 'failed');
  } else if (error instanceof RpcError) {
    logger.warn({ method, status: error.status, error }, 'call failed');
  } else {
    logger.error({ method, error }, 'call failed unexpectedly');
  }
}
