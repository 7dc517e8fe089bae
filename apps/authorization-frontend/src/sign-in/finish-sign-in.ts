import type { Authentication } from '@latchkey/contracts';
import { isStatus } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import { seeOther } from '../http/reply';
import type { Sessions } from '../session/sessions';
import { continuationFields, continuationPath, pathWith, type Continuation } from './continuation';
import type { PendingAuthentications } from './pending-authentication';

/** What ending a sign-in needs. */
export interface FinishSignInDeps {
  sessions: Sessions;
  pending: PendingAuthentications;
  opened: OpenedRequests;
}

/** Path of the page where somebody shows a second factor. */
export const secondStep = '/sign-in/second-step';

/** Path of {@link secondStep} for what somebody was about to do. */
export function secondStepPath(continuation: Continuation): string {
  return pathWith(secondStep, continuationFields(continuation));
}

/** Path of the sign-in page, which says then that what was shown so far holds no longer. */
export function endedSignInPath(continuation: Continuation): string {
  return pathWith('/sign-in', { ...continuationFields(continuation), ended: '1' });
}

/**
 * Goes on with somebody who has shown something: begins their session and leads to what they were about to do,
 * or leads to the second step when it does not suffice yet. A form that ends here may lead as far as the client,
 * so its page needs `findAskedRequest`.
 */
export async function finishSignIn(
  { sessions, pending, opened }: FinishSignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { authentication, continuation }: { authentication: Authentication; continuation: Continuation },
): Promise<FastifyReply> {
  if (!authentication.sufficient) {
    pending.keep(reply, authentication);
    return seeOther(reply, secondStepPath(continuation));
  }
  pending.forget(request, reply);
  try {
    const sessionId = await sessions.begin(request, reply, authentication.authenticationToken);
    if (continuation.to === 'consent') opened.choose(request, reply, continuation.requestUri, sessionId);
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return seeOther(reply, endedSignInPath(continuation));
    throw error;
  }
  return seeOther(reply, continuationPath(continuation));
}
