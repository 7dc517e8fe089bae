import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { AuthorizationRequest } from '@latchkey/contracts';
import { reachesAcr } from '@latchkey/oauth';
import type { SignedIn } from '../session/sessions';

/** What a request asks of a sign-in. */
export type AskedSignIn = Pick<
  AuthorizationRequest,
  'authenticatedSince' | 'acrValues' | 'prompts' | 'loginHint'
>;

/**
 * What a sign-in lacks for a request, first things first: it is too old (`max_age`, `prompt=login`), nobody has
 * said that it is the right account (`select_account`, or a hint at another one), or it shows too little
 * (`acr_values`). Undefined when it will do.
 *
 * @param isChosen whether somebody has chosen this session for this request
 */
export function lackOf(
  request: AskedSignIn,
  signedIn: Pick<SignedIn, 'authTime' | 'acr' | 'user'>,
  isChosen: boolean,
): 'sign-in' | 'choice' | 'second-factor' | undefined {
  if (!isRecent(request, signedIn)) return 'sign-in';
  if (!isChosen && asksToChoose(request, signedIn)) return 'choice';
  return reachesAcr(signedIn.acr, request.acrValues) ? undefined : 'second-factor';
}

/** Whether somebody has signed in since the moment that a request asks for. */
export function isRecent(
  { authenticatedSince }: Pick<AskedSignIn, 'authenticatedSince'>,
  { authTime }: Pick<SignedIn, 'authTime'>,
): boolean {
  return authenticatedSince === undefined || timestampMs(authTime) >= timestampMs(authenticatedSince);
}

/** Whether a request asks which account it is, or hints at another one. A hint that is no address says nothing. */
function asksToChoose({ prompts, loginHint }: AskedSignIn, { user }: Pick<SignedIn, 'user'>): boolean {
  return prompts.includes('select_account') || isOther(loginHint, user.email);
}

/** Whether a hint is an e-mail address, and not this one. */
export function isOther(loginHint: string, email: string): boolean {
  return loginHint.includes('@') && loginHint.toLowerCase() !== email.toLowerCase();
}
