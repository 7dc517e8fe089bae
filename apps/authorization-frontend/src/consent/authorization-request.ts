import type { AuthorizationRequest, AuthorizationService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyRequest } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import { PageError, type NextStep } from '../errors/page-error';
import { applicationAddress } from './destination';

type Authorization = Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>;

/** Returns a stored authorization request. @throws PageError when it has ended */
export async function getAuthorizationRequest(
  authorization: Authorization,
  requestUri: string,
): Promise<AuthorizationRequest> {
  try {
    const { authorizationRequest } = await authorization.getAuthorizationRequest({ requestUri });
    if (authorizationRequest) return authorizationRequest;
  } catch (cause) {
    if (!isStatus(cause, 'NOT_FOUND')) throw cause;
    throw new PageError('expired_request', { cause, next: await wayBack(authorization, requestUri) });
  }
  throw new Error('the issuer sent no authorization request');
}

/** The way back to the application of a request that has expired, while the issuer still knows which one it was. */
async function wayBack(authorization: Authorization, requestUri: string): Promise<NextStep | undefined> {
  const { authorizationRequest } = await authorization
    .getAuthorizationRequest({ requestUri, includeExpired: true })
    .catch(() => ({ authorizationRequest: undefined }));
  return authorizationRequest && backTo(authorizationRequest);
}

function backTo({ clientName, redirectUri }: AuthorizationRequest): NextStep | undefined {
  const href = applicationAddress(redirectUri);
  return href === undefined ? undefined : { to: 'application', name: clientName, href };
}

/**
 * Sees to it that a request goes on in the browser that opened it.
 *
 * @throws PageError when it was opened in another one, or has ended
 */
export async function requireOpenedHere(
  deps: { opened: OpenedRequests; authorization: Authorization },
  request: FastifyRequest,
  requestUri: string,
): Promise<void> {
  if (deps.opened.has(request, requestUri)) return;
  // The cookie goes when the request ends, and then that is what there is to say.
  await getAuthorizationRequest(deps.authorization, requestUri);
  throw new PageError('other_browser', { detail: 'this browser has not opened the request' });
}

/**
 * Waits for the issuer to take a decision.
 *
 * @throws PageError when the request has ended or has its answer, with the way back to the application
 */
export async function unlessDecided<Answer>(
  request: AuthorizationRequest,
  decision: Promise<Answer>,
): Promise<Answer> {
  try {
    return await decision;
  } catch (cause) {
    const next = backTo(request);
    if (isStatus(cause, 'NOT_FOUND')) throw new PageError('expired_request', { cause, next });
    if (isStatus(cause, 'FAILED_PRECONDITION')) throw new PageError('decided_request', { cause, next });
    throw cause;
  }
}
