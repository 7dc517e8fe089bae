import type { AuthorizationRequest } from '@latchkey/contracts';
import { isStatus } from '@latchkey/rpc';
import type { FastifyRequest } from 'fastify';
import type { Continuation } from '../sign-in/continuation';
import type { EmailLinkDeps } from './email-link-deps';

/**
 * Finds the authorization request that somebody was about to answer. Undefined when they were about to do something
 * else, when it has ended, and when another browser opened it, as is common with a mail that is read on a phone.
 */
export async function findOwnRequest(
  { opened, authorization }: Pick<EmailLinkDeps, 'opened' | 'authorization'>,
  request: FastifyRequest,
  continuation: Continuation,
): Promise<AuthorizationRequest | undefined> {
  if (continuation.to !== 'consent' || !opened.has(request, continuation.requestUri)) return undefined;
  try {
    const { requestUri } = continuation;
    return (await authorization.getAuthorizationRequest({ requestUri })).authorizationRequest;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
