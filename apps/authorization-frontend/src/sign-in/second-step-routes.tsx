import { SecondFactor, type Authentication, type AuthenticationService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { Language } from '@latchkey/ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery } from '../http/forms';
import { pageLanguage, seeOther, sendPage } from '../http/reply';
import { allowPasskeyScript } from '../http/security-headers';
import { passkeyResponseField } from '../passkey/passkey-form';
import { findAskedRequest, requireOwn, type AskedRequestDeps } from './asked-request';
import { attempt } from './attempt';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  signInPath,
  type Continuation,
} from './continuation';
import {
  endedSignInPath,
  finishSignIn,
  secondStep,
  secondStepPath,
  type FinishSignInDeps,
} from './finish-sign-in';
import { reachingFactors } from './reaching-factors';
import { SecondStepPage, type SecondStepProblem } from './second-step-page';

/** What showing a second factor needs. */
export interface SecondStepDeps extends FinishSignInDeps, AskedRequestDeps {
  publicUrl: string;
  forms: FormGuard;
  authentication: Pick<
    RpcClient<typeof AuthenticationService>,
    | 'getAuthentication'
    | 'startPasskeyAuthentication'
    | 'authenticateWithPasskey'
    | 'authenticateWithTotp'
    | 'authenticateWithRecoveryCode'
  >;
}

/** One way to take the step. */
interface Way {
  /** Below the page. */
  path: string;
  /** The field that brings what is shown. */
  field: string;
  missing: SecondStepProblem;
  wrong: SecondStepProblem;
  check(shown: {
    authenticationToken: string;
    value: string;
    remoteAddress: string;
    language: Language;
  }): Promise<{ authentication?: Authentication }>;
}

/** `/sign-in/second-step`: shows one thing more of somebody who has shown something already. */
export function secondStepRoutes(server: FastifyInstance, deps: SecondStepDeps): void {
  const { authentication } = deps;

  server.get(secondStep, async (request, reply) => {
    const continuation = parseContinuation(readQuery(request));
    await requireOwn(deps, request, continuation);
    return page(deps, request, reply, { continuation });
  });

  const ways: Way[] = [
    {
      path: '',
      field: 'code',
      missing: 'missingCode',
      wrong: 'wrongCode',
      check: ({ value: code, language: _, ...shown }) =>
        authentication.authenticateWithTotp({ code, ...shown }),
    },
    {
      path: '/recovery-code',
      field: 'recovery_code',
      missing: 'missingRecoveryCode',
      wrong: 'wrongRecoveryCode',
      check: ({ value: code, ...shown }) => authentication.authenticateWithRecoveryCode({ code, ...shown }),
    },
    {
      path: '/passkey',
      field: passkeyResponseField,
      missing: 'wrongPasskey',
      wrong: 'wrongPasskey',
      check: ({ value: responseJson, language: _, ...shown }) =>
        authentication.authenticateWithPasskey({ responseJson, ...shown }),
    },
  ];
  for (const way of ways) {
    server.post(`${secondStep}${way.path}`, (request, reply) => takeStep(deps, way, request, reply));
  }
}

async function takeStep(
  deps: SecondStepDeps,
  { field, missing, wrong, check }: Way,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  requireSameOrigin(request, deps.publicUrl);
  const form = readForm(request);
  const continuation = parseContinuation(form);
  await requireOwn(deps, request, continuation);
  const authenticationToken = deps.pending.tokenOf(request);
  // Another tab has gone on, or begun anew: what holds now is shown, and nothing was tried.
  if (!authenticationToken || !deps.forms.accepts(request, form, 'second-step', authenticationToken)) {
    return seeOther(reply, secondStepPath(continuation));
  }
  const again = (status: number, problem: SecondStepProblem) =>
    page(deps, request, reply, { status, continuation, problem });
  const value = form[field];
  if (value === undefined) return again(422, missing);
  // A mail tells of a recovery code that was used.
  const language = pageLanguage(reply);
  const shown = check({ authenticationToken, value, remoteAddress: request.ip, language });
  const result = await attempt(reply, shown, 'too_many_attempts');
  if (result.outcome === 'busy') return again(503, 'busy');
  if (result.outcome === 'ended') return seeOther(reply, endedSignInPath(continuation));
  if (result.outcome !== 'shown') return again(422, wrong);
  return finishSignIn(deps, request, reply, { authentication: result.authentication, continuation });
}

interface View {
  status?: number;
  continuation: Continuation;
  problem?: SecondStepProblem;
}

async function page(deps: SecondStepDeps, request: FastifyRequest, reply: FastifyReply, view: View) {
  const { status = 200, continuation, problem } = view;
  const authentication = await deps.pending.find(request);
  if (!authentication || authentication.secondFactors.length === 0) {
    return leave(deps, request, reply, continuation);
  }
  const asked = await findAskedRequest(deps, request, reply, continuation);
  const reaching = reachingFactors(authentication, asked?.acrValues ?? []);
  // Where none does, any will do for the sign-in; the page behind says what is missing then.
  const factors = reaching.length > 0 ? reaching : authentication.secondFactors;
  const { authenticationToken, email } = authentication;
  const passkeyOptions = factors.includes(SecondFactor.PASSKEY)
    ? await startPasskey(deps, authenticationToken)
    : undefined;
  if (passkeyOptions !== undefined) allowPasskeyScript(reply);
  return sendPage(
    reply,
    status,
    <SecondStepPage
      email={email}
      factors={factors}
      passkeyOptions={passkeyOptions}
      hidden={{
        ...continuationFields(continuation),
        ...deps.forms.issue(request, reply, 'second-step', authenticationToken),
      }}
      otherHref={signInPath({ ...continuation, reauthenticate: true })}
      problem={problem}
    />,
  );
}

/** The step was taken in another tab, or what came before it has ended. */
async function leave(
  { sessions }: SecondStepDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  continuation: Continuation,
): Promise<FastifyReply> {
  const isSignedIn = (await sessions.current(request)) !== undefined;
  const goesOn = isSignedIn && !continuation.reauthenticate;
  return seeOther(reply, goesOn ? continuationPath(continuation) : endedSignInPath(continuation));
}

/** Undefined when the authentication has ended a moment ago; the next step finds that out. */
async function startPasskey(
  { authentication }: SecondStepDeps,
  authenticationToken: string,
): Promise<string | undefined> {
  try {
    return (await authentication.startPasskeyAuthentication({ authenticationToken })).optionsJson;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
