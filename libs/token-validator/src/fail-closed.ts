import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { CachingTokenValidator } from './token-validator';

const retryAfterSeconds = 2;
const warningIntervalMilliseconds = 10_000;

/**
 * Lets nobody in while a validator cannot decide: the client is told to come back, and the log why, at most
 * every 10 s.
 */
export function failClosed(
  { validate, validateCached }: CachingTokenValidator,
  logger: Pick<Logger, 'warn'>,
): CachingTokenValidator {
  let lastWarningTime = -Infinity;
  return {
    validateCached,
    async validate(accessToken, dpop) {
      try {
        return await validate(accessToken, dpop);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        if (performance.now() - lastWarningTime > warningIntervalMilliseconds) {
          lastWarningTime = performance.now();
          logger.warn({ error }, 'access tokens cannot be validated');
        }
        throw new OAuthError('temporarily_unavailable', {
          description: `access tokens cannot be validated now: try again in ${retryAfterSeconds} seconds`,
          detail: error.message,
          retryAfterSeconds,
          cause: error,
        });
      }
    },
  };
}
