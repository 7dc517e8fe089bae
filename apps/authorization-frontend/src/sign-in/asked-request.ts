import type { AuthorizationRequest, AuthorizationService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import { getAuthorizationRequest, requireOpenedHere } from '../consent/authorization-request';
import { allowFormRedirect } from '../http/security-headers';
import type { Continuation } from './continuation';

/** What looking up an authorization request needs. */
export interface AskedRequestDeps {
  opened: OpenedRequests;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>;
}

/**
 * Sees to it that what somebody signs in for is their own: a link may carry somebody else's request.
 *
 * @throws PageError when another browser has opened the request, or it has ended
 */
export async function requireOwn(
  deps: AskedRequestDeps,
  request: FastifyRequest,
  continuation: Continuation,
): Promise<void> {
  if (continuation.to === 'consent') await requireOpenedHere(deps, request, continuation.requestUri);
}

/**
 * Finds the authorization request that a page leads on to: nobody should show anything for one that has ended.
 * Also lets the forms of the page lead as far as the client, for whoever is not asked for consent comes out there.
 *
 * @throws PageError as {@link requireOwn} does
 */
export async function findAskedRequest(
  deps: AskedRequestDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  continuation: Continuation,
): Promise<AuthorizationRequest | undefined> {
  if (continuation.to !== 'consent') return undefined;
  await requireOwn(deps, request, continuation);
  const asked = await getAuthorizationRequest(deps.authorization, continuation.requestUri);
  allowFormRedirect(reply, asked.redirectUri);
  return asked;
}
