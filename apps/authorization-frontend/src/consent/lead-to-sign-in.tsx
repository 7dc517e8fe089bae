import type { Authentication, AuthenticationService, AuthorizationRequest } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import type { SignedIn } from '../session/sessions';
import {
  continuationFields,
  continuationPath,
  pathWith,
  signInPath,
  type Continuation,
} from '../sign-in/continuation';
import { secondStepPath } from '../sign-in/finish-sign-in';
import type { PendingAuthentications } from '../sign-in/pending-authentication';
import { reachingFactors } from '../sign-in/reaching-factors';
import { getClientProfile, type ClientDirectory } from './client-profile';
import type { lackOf } from './lack-of';
import { UnmetPage } from './unmet-page';

/** What leading to a better sign-in needs. */
export interface LeadToSignInDeps {
  forms: FormGuard;
  pending: PendingAuthentications;
  clients: ClientDirectory;
  authentication: Pick<RpcClient<typeof AuthenticationService>, 'continueSession'>;
}

/** Somebody who is signed in, at a request that asks for more than that. */
export interface LackingVisit {
  lack: NonNullable<ReturnType<typeof lackOf>>;
  requestUri: string;
  asked: AuthorizationRequest;
  signedIn: SignedIn;
  continuation: Continuation;
}

/** Leads somebody to what their sign-in lacks for a request, or says that they do not have it. */
export async function leadToSignIn(
  deps: LeadToSignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: LackingVisit,
): Promise<FastifyReply> {
  const { lack, asked, signedIn, continuation } = visit;
  if (lack === 'sign-in') return seeOther(reply, signInPath(continuation));
  if (lack === 'choice')
    return seeOther(reply, pathWith('/select-account', continuationFields(continuation)));
  const authentication = await continueSession(deps, signedIn);
  if (!authentication) return seeOther(reply, signInPath(continuation));
  if (reachingFactors(authentication, asked.acrValues).length === 0) {
    return sendUnmetPage(deps, request, reply, visit);
  }
  deps.pending.keep(reply, authentication);
  return seeOther(reply, secondStepPath(continuation));
}

/** Undefined when the session has ended a moment ago. */
async function continueSession(
  { authentication: service }: LeadToSignInDeps,
  { token: sessionToken }: SignedIn,
): Promise<Authentication | undefined> {
  try {
    const { authentication } = await service.continueSession({ sessionToken });
    if (!authentication) throw new Error('the directory sent no authentication');
    return authentication;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function sendUnmetPage(
  deps: LeadToSignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { requestUri, asked, signedIn, continuation }: LackingVisit,
): Promise<FastifyReply> {
  const profile = await getClientProfile(deps.clients, asked.clientId);
  const { language } = continuation;
  allowFormRedirect(reply, asked.redirectUri);
  return sendPage(
    reply,
    200,
    <UnmetPage
      request={asked}
      profile={profile}
      setUpHref={continuationPath({ to: 'account', page: 'security', requestUri, language })}
      hidden={{
        ...continuationFields(continuation),
        ...deps.forms.issue(request, reply, 'consent', requestUri, signedIn.user.subject),
      }}
    />,
  );
}
