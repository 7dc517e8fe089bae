import type { AuthorizationService, UserService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import { getAuthorizationRequest, requireOpenedHere } from '../consent/authorization-request';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { retryAfterSeconds } from '../errors/classify-error';
import { readForm, readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import type { Sessions } from '../session/sessions';
import { continuationFields, continuationPath, parseContinuation, type Continuation } from './continuation';
import { SignInPage, type SignInPageProps, type SignInProblem } from './sign-in-page';

/** What signing in needs. */
export interface SignInDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
  opened: OpenedRequests;
  users: Pick<RpcClient<typeof UserService>, 'authenticateUser'>;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'getAuthorizationRequest'>;
}

/** `/sign-in`: shows who somebody is, then leads on to what they were about to do. */
export function signInRoutes(server: FastifyInstance, deps: SignInDeps): void {
  server.get('/sign-in', async (request, reply) => {
    const continuation = parseContinuation(readQuery(request));
    await requireOwn(deps, request, continuation);
    if (await deps.sessions.current(request)) return seeOther(reply, continuationPath(continuation));
    return page(deps, request, reply, { status: 200, continuation });
  });

  server.post('/sign-in', async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    deps.forms.verify(request, form, 'sign-in');
    const continuation = parseContinuation(form);
    await requireOwn(deps, request, continuation);
    const { email, password } = form;
    const again = (status: number, ...problems: SignInProblem[]) =>
      page(deps, request, reply, { status, continuation, email: email ?? '', problems });

    if (email === undefined || password === undefined) {
      const missing: SignInProblem[] = [];
      if (email === undefined) missing.push('missingEmail');
      if (password === undefined) missing.push('missingPassword');
      return again(422, ...missing);
    }
    try {
      const { user } = await deps.users.authenticateUser({ email, password, remoteAddress: request.ip });
      if (!user) throw new Error('the directory sent no user');
      await deps.sessions.begin(request, reply, user);
    } catch (error) {
      // Not 401, which is for HTTP authentication and would need a challenge (RFC 9110 §15.5.2).
      if (isStatus(error, 'UNAUTHENTICATED')) return again(422, 'wrongCredentials');
      if (isStatus(error, 'RESOURCE_EXHAUSTED')) throw new PageError('too_many_sign_ins', { cause: error });
      if (!isOverload(error)) throw error;
      reply.header('retry-after', retryAfterSeconds('unavailable', error));
      return again(503, 'busy');
    }
    return seeOther(reply, continuationPath(continuation));
  });
}

/** A link may carry somebody else's request: nobody signs in for that. */
async function requireOwn(deps: SignInDeps, request: FastifyRequest, continuation: Continuation) {
  if (continuation.to === 'consent') await requireOpenedHere(deps, request, continuation.requestUri);
}

/** Whether too many passwords are being checked at this moment. */
function isOverload(error: unknown): boolean {
  return error instanceof OAuthError && error.code === 'temporarily_unavailable';
}

interface View {
  status: number;
  continuation: Continuation;
  /** As typed before; without it the client's hint is shown. */
  email?: string;
  problems?: readonly SignInProblem[];
}

async function page(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply, view: View) {
  const { purpose, loginHint, redirectUri } = await describeContinuation(deps, view.continuation);
  // Who is not asked for consent comes out at the client straight from this form.
  if (redirectUri !== undefined) allowFormRedirect(reply, redirectUri);
  return sendPage(
    reply,
    view.status,
    <SignInPage
      host={new URL(deps.publicUrl).host}
      purpose={purpose}
      email={view.email ?? loginHint}
      hidden={{
        ...continuationFields(view.continuation),
        ...deps.forms.issue(request, reply, 'sign-in'),
      }}
      problems={view.problems ?? []}
    />,
  );
}

/** Nobody should type a password for a request that has ended, so it is looked up before they do. */
async function describeContinuation(
  deps: SignInDeps,
  continuation: Continuation,
): Promise<{ purpose: SignInPageProps['purpose']; loginHint?: string; redirectUri?: string }> {
  if (continuation.to !== 'consent') return { purpose: { to: continuation.to } };
  const { clientName, loginHint, redirectUri } = await getAuthorizationRequest(
    deps.authorization,
    continuation.requestUri,
  );
  return { purpose: { to: 'consent', clientName }, redirectUri, ...(loginHint && { loginHint }) };
}
