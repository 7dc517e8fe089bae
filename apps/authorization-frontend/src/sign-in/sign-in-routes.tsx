import type { AuthenticationService, AuthorizationRequest, UserService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRecent } from '../consent/lack-of';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { classifyError } from '../errors/classify-error';
import { readForm, readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowPasskeyScript } from '../http/security-headers';
import { passkeyResponseField } from '../passkey/passkey-form';
import type { SignedIn } from '../session/sessions';
import { findAskedRequest, requireOwn, type AskedRequestDeps } from './asked-request';
import { attempt } from './attempt';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  pathWith,
  type Continuation,
} from './continuation';
import { finishSignIn, type FinishSignInDeps } from './finish-sign-in';
import { SignInPage, type SignInProblem } from './sign-in-page';

/** What signing in needs. */
export interface SignInDeps extends FinishSignInDeps, AskedRequestDeps {
  publicUrl: string;
  logger: Logger;
  forms: FormGuard;
  users: Pick<RpcClient<typeof UserService>, 'getAccountRules'>;
  authentication: Pick<
    RpcClient<typeof AuthenticationService>,
    'authenticateWithPassword' | 'startPasskeyAuthentication' | 'authenticateWithPasskey'
  >;
}

/** `/sign-in`: shows who somebody is, then leads on to what they were about to do. */
export function signInRoutes(server: FastifyInstance, deps: SignInDeps): void {
  server.get('/sign-in', async (request, reply) => {
    const query = readQuery(request);
    const continuation = parseContinuation(query);
    const asked = await findAskedRequest(deps, request, reply, continuation);
    const signedIn = await deps.sessions.current(request);
    // The same question as at the page behind, so that nobody is sent to and fro.
    const suffices = signedIn && (!asked || isRecent(asked, signedIn));
    if (suffices && !continuation.reauthenticate) return seeOther(reply, continuationPath(continuation));
    const email = emailOf(continuation, asked, signedIn);
    return page(deps, request, reply, { continuation, asked, email, ended: query.ended === '1' });
  });

  server.post('/sign-in', async (request, reply) => {
    const { form, continuation } = await readSignIn(deps, request);
    const { email, password } = form;
    const again = (status: number, ...problems: SignInProblem[]) =>
      page(deps, request, reply, { status, continuation, email, problems });

    if (email === undefined || password === undefined) {
      const missing: SignInProblem[] = [];
      if (email === undefined) missing.push('missingEmail');
      if (password === undefined) missing.push('missingPassword');
      return again(422, ...missing);
    }
    const check = deps.authentication.authenticateWithPassword({
      email,
      password,
      remoteAddress: request.ip,
    });
    const result = await attempt(reply, check, 'too_many_sign_ins');
    if (result.outcome === 'busy') return again(503, 'busy');
    // Not 401, which is for HTTP authentication and would need a challenge (RFC 9110 §15.5.2).
    if (result.outcome !== 'shown') return again(422, 'wrongCredentials');
    return finishSignIn(deps, request, reply, { authentication: result.authentication, continuation });
  });

  server.post('/sign-in/passkey', async (request, reply) => {
    const { form, continuation } = await readSignIn(deps, request);
    const responseJson = form[passkeyResponseField];
    const again = (status: number, problem: SignInProblem) =>
      page(deps, request, reply, { status, continuation, problems: [problem] });

    if (responseJson === undefined) return again(422, 'wrongPasskey');
    const check = deps.authentication.authenticateWithPasskey({ responseJson, remoteAddress: request.ip });
    const result = await attempt(reply, check, 'too_many_sign_ins');
    if (result.outcome === 'busy') return again(503, 'busy');
    if (result.outcome !== 'shown') return again(422, 'wrongPasskey');
    return finishSignIn(deps, request, reply, { authentication: result.authentication, continuation });
  });
}

async function readSignIn(deps: SignInDeps, request: FastifyRequest) {
  requireSameOrigin(request, deps.publicUrl);
  const form = readForm(request);
  deps.forms.verify(request, form, 'sign-in');
  const continuation = parseContinuation(form);
  await requireOwn(deps, request, continuation);
  return { form, continuation };
}

/** Whom the client expects, or who is asked to show once more who they are. */
function emailOf(
  { to, reauthenticate }: Continuation,
  asked: AuthorizationRequest | undefined,
  signedIn: SignedIn | undefined,
): string | undefined {
  if (asked?.loginHint) return asked.loginHint;
  const asSomebodyElse = (to === 'consent' || to === 'changeEmail') && reauthenticate;
  return asSomebodyElse ? undefined : signedIn?.user.email;
}

interface View {
  status?: number;
  continuation: Continuation;
  /** Looked up already. */
  asked?: AuthorizationRequest | undefined;
  email?: string | undefined;
  problems?: readonly SignInProblem[];
  /** Whether an unfinished sign-in has ended. */
  ended?: boolean;
}

async function page(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply, view: View) {
  const { status = 200, continuation, email, problems = [], ended = false } = view;
  const [asked, offers] = await Promise.all([
    view.asked ?? findAskedRequest(deps, request, reply, continuation),
    findOffers(deps),
  ]);
  if (offers.passkeyOptions !== undefined) allowPasskeyScript(reply);
  const carried = continuationFields(continuation);
  return sendPage(
    reply,
    status,
    <SignInPage
      host={new URL(deps.publicUrl).host}
      purpose={
        continuation.to === 'consent'
          ? { to: 'consent', clientName: asked?.clientName ?? '' }
          : { to: continuation.to }
      }
      email={email}
      hidden={{ ...carried, ...deps.forms.issue(request, reply, 'sign-in') }}
      passkeyOptions={offers.passkeyOptions}
      signUpHref={offers.signUpOpen ? pathWith('/sign-up', carried) : undefined}
      forgotHref={pathWith('/forgot-password', carried)}
      ended={ended}
      problems={problems}
    />,
  );
}

// The form does without, so it is not worth a longer wait.
const offerDeadlineMilliseconds = 1_000;

/** What stands beside the form for the password. While the directory is away it is not there, but the page is. */
async function findOffers(deps: SignInDeps): Promise<{ signUpOpen: boolean; passkeyOptions?: string }> {
  try {
    const [{ signUpOpen }, { optionsJson }] = await Promise.all([
      deps.users.getAccountRules({}, { deadlineMilliseconds: offerDeadlineMilliseconds }),
      deps.authentication.startPasskeyAuthentication({}, { deadlineMilliseconds: offerDeadlineMilliseconds }),
    ]);
    return { signUpOpen, passkeyOptions: optionsJson };
  } catch (error) {
    if (classifyError(error) !== 'unavailable') throw error;
    deps.logger.warn({ error }, 'the sign-in page goes without passkeys');
    return { signUpOpen: false };
  }
}
