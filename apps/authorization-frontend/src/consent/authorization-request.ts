import type { AuthorizationRequest, AuthorizationService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import { PageError } from '../errors/page-error';

/** Returns a stored authorization request. @throws PageError when it has ended */
export async function getAuthorizationRequest(
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>,
  requestUri: string,
): Promise<AuthorizationRequest> {
  const answer = await unlessExpired(authorization.getAuthorizationRequest({ requestUri }));
  if (!answer.authorizationRequest) throw new Error('the issuer sent no authorization request');
  return answer.authorizationRequest;
}

/** Waits for a call about an authorization request. @throws PageError when the request has ended */
export async function unlessExpired<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (cause) {
    if (isStatus(cause, 'NOT_FOUND') || isStatus(cause, 'FAILED_PRECONDITION')) {
      throw new PageError('expired_request', { cause });
    }
    throw cause;
  }
}
