import type { ClientAuthentication } from '@latchkey/contracts';
import { OAuthError, isStillPending } from '@latchkey/oauth';
import { RpcError, oauthErrorToMessage, type StatusName } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { isOutage } from '@latchkey/storage';

const passing: StatusName[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'];

/** What an item of a batch gets to see of its failure, which is logged here. */
export function itemError(
  thrown: unknown,
  what: string,
  authentication: ClientAuthentication | undefined,
  logger: Logger,
): { case: 'error'; value: ReturnType<typeof oauthErrorToMessage> } {
  const clientId = authentication?.clientId;
  if (thrown instanceof OAuthError) {
    const level = isStillPending(thrown) ? 'debug' : 'info';
    logger[level]({ clientId, error: thrown.message }, `${what} refused`);
  } else logger.error({ clientId, error: thrown }, `${what} failed`);
  return { case: 'error', value: oauthErrorToMessage(toOAuthError(thrown)) };
}

/** A service or store that is away asks for another try; anything else is opaque. */
function toOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  if (isOutage(thrown) || (thrown instanceof RpcError && passing.includes(thrown.status))) {
    return new OAuthError('temporarily_unavailable', {
      description: 'the server cannot answer now: try again',
      retryAfterSeconds: 1,
      cause: thrown,
    });
  }
  return new OAuthError('server_error', {
    description: 'the server failed to answer: try again later',
    cause: thrown,
  });
}
