import type { AuthorizationRequest, ListCredentialsResponse } from '@latchkey/contracts';
import { acrOf, reachesAcr } from '@latchkey/oauth';
import { findOwnRequest } from '../email-link/own-request';
import { continuationPath } from '../sign-in/continuation';
import type { AccountDeps } from './account-deps';
import type { Visit } from './visit';

/** An authorization request for which somebody sets up a second factor. */
export interface WaitingRequest {
  asked: AuthorizationRequest;
  /** Where it goes on. */
  href: string;
}

/** Finds the request that waits for a second factor; undefined when none does, or it has ended. */
export async function findWaitingRequest(
  deps: Pick<AccountDeps, 'opened' | 'authorization'>,
  { request, continuation }: Visit,
): Promise<WaitingRequest | undefined> {
  if (continuation.to !== 'account' || continuation.requestUri === undefined) return undefined;
  const { requestUri, language } = continuation;
  const goesOn = { to: 'consent', requestUri, language } as const;
  const asked = await findOwnRequest(deps, request, goesOn);
  return asked && { asked, href: continuationPath(goesOn) };
}

/** What has to be set up before a request can go on; undefined when nothing is missing. */
export function lackOfFactors(
  { acrValues }: Pick<AuthorizationRequest, 'acrValues'>,
  { passkeys, totpCreateTime }: Pick<ListCredentialsResponse, 'passkeys' | 'totpCreateTime'>,
): 'wanted' | 'passkeyWanted' | undefined {
  if (passkeys.length > 0) return undefined;
  const codesSuffice = reachesAcr(acrOf(['pwd', 'otp']) ?? '', acrValues);
  if (!codesSuffice) return 'passkeyWanted';
  return totpCreateTime ? undefined : 'wanted';
}
