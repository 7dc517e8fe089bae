import type { DevicePoll } from '@latchkey/contracts';
import { OAuthError, isStillPending } from '@latchkey/oauth';
import { isStatus, oauthErrorToMessage } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

/**
 * What a device gets to see of a poll that brought no approval, which is logged here: a device that waits at
 * debug alone, or ten thousand of them would fill the log.
 */
export function pollError(
  thrown: unknown,
  { clientId }: DevicePoll,
  logger: Logger,
): ReturnType<typeof oauthErrorToMessage> {
  if (thrown instanceof OAuthError) {
    const level = isStillPending(thrown) ? 'debug' : 'info';
    logger[level]({ clientId, error: thrown.message }, 'poll refused');
    return oauthErrorToMessage(thrown);
  }
  const isPassing = isStatus(thrown, 'UNAVAILABLE');
  logger[isPassing ? 'warn' : 'error']({ clientId, error: thrown }, 'poll failed');
  return oauthErrorToMessage(isPassing ? unavailable(thrown) : failed(thrown));
}

function unavailable(cause: unknown): OAuthError {
  return new OAuthError('temporarily_unavailable', {
    description: 'the server cannot answer now: try again',
    retryAfterSeconds: 1,
    cause,
  });
}

function failed(cause: unknown): OAuthError {
  return new OAuthError('server_error', {
    description: 'the server failed to answer: try again later',
    cause,
  });
}
