import type { Authentication } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { isStatus } from '@latchkey/rpc';
import type { FastifyReply } from 'fastify';
import { retryAfterSeconds } from '../errors/classify-error';
import type { ErrorKind } from '../errors/error-kinds';
import { PageError } from '../errors/page-error';

/** What came of an attempt to show something. */
export type Attempt =
  | { outcome: 'shown'; authentication: Authentication }
  /** `busy`: too many passwords are being checked at this moment; the answer says when to come back. */
  | { outcome: 'wrong' | 'ended' | 'busy' };

/**
 * Waits for the directory to check what somebody has shown.
 *
 * @param throttled the page for somebody who has tried too much
 * @throws PageError of that kind
 */
export async function attempt(
  reply: FastifyReply,
  check: Promise<{ authentication?: Authentication }>,
  throttled: ErrorKind,
): Promise<Attempt> {
  try {
    const { authentication } = await check;
    if (!authentication) throw new Error('the directory sent no authentication');
    return { outcome: 'shown', authentication };
  } catch (error) {
    if (isStatus(error, 'UNAUTHENTICATED')) return { outcome: 'wrong' };
    if (isStatus(error, 'NOT_FOUND')) return { outcome: 'ended' };
    if (isStatus(error, 'RESOURCE_EXHAUSTED')) throw new PageError(throttled, { cause: error });
    if (!(error instanceof OAuthError && error.code === 'temporarily_unavailable')) throw error;
    reply.header('retry-after', retryAfterSeconds('unavailable', error));
    return { outcome: 'busy' };
  }
}
