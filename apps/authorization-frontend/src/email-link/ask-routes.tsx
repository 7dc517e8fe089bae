import { isStatus } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery } from '../http/forms';
import { pageLanguage, seeOther, sendPage } from '../http/reply';
import {
  continuationFields,
  parseContinuation,
  pathWith,
  signInPath,
  type Continuation,
} from '../sign-in/continuation';
import { AskPage, type AskProblem } from './ask-page';
import { closed } from './closed-page';
import type { EmailLinkDeps } from './email-link-deps';
import { linkKinds, type PasswordLinkKind } from './link-kinds';
import { findOwnRequest } from './own-request';
import { SentPage } from './sent-page';

const maximumEmailLength = 320;
const maximumContinuationLength = 1_024;

/** `/sign-up` and `/forgot-password`: mail somebody a link, and say where it went. */
export function askRoutes(server: FastifyInstance, deps: EmailLinkDeps): void {
  for (const kind of ['signUp', 'resetPassword'] as const) askRoute(server, deps, kind);
}

function askRoute(server: FastifyInstance, deps: EmailLinkDeps, kind: PasswordLinkKind): void {
  const { askedAt } = linkKinds[kind];
  const formPurpose = `mail-${kind}`;

  server.get(askedAt, async (request, reply) => {
    const continuation = parseContinuation(readQuery(request));
    if (kind === 'signUp') {
      const { signUpOpen } = await deps.users.getAccountRules({});
      if (!signUpOpen) return closed(reply, continuation);
    }
    const own = await findOwnRequest(deps, request, continuation);
    return ask(request, reply, { continuation, email: own?.loginHint });
  });

  server.post(askedAt, async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    deps.forms.verify(request, form, formPurpose);
    const continuation = parseContinuation(form);
    const { email } = form;
    if (email === undefined) return ask(request, reply, { continuation, email, problem: 'missingEmail' });
    if (email.length > maximumEmailLength) {
      return ask(request, reply, { continuation, email, problem: 'badEmail' });
    }
    try {
      await send(request, reply, email, continuation);
    } catch (error) {
      if (isStatus(error, 'INVALID_ARGUMENT')) {
        return ask(request, reply, { continuation, email, problem: 'badEmail' });
      }
      if (isStatus(error, 'FAILED_PRECONDITION')) return closed(reply, continuation);
      if (isStatus(error, 'RESOURCE_EXHAUSTED')) throw new PageError('too_many_mails', { cause: error });
      throw error;
    }
    // The address stays out of the address bar, out of the history and out of logs.
    const sent = deps.mailed.keep(request, reply, email);
    const { again } = form;
    return seeOther(reply, pathWith(`${askedAt}/sent`, { ...continuationFields(continuation), sent, again }));
  });

  server.get(`${askedAt}/sent`, async (request, reply) => {
    const fields = readQuery(request);
    const continuation = parseContinuation(fields);
    const email = deps.mailed.find(request, fields.sent);
    const otherHref = pathWith(askedAt, continuationFields(continuation));
    if (email === undefined) return seeOther(reply, otherHref);
    const { mailsAreKept } = await deps.users.getAccountRules({});
    return sendPage(
      reply,
      200,
      <SentPage
        kind={kind}
        email={email}
        again={fields.again !== undefined}
        kept={mailsAreKept}
        hidden={{
          ...continuationFields(continuation),
          email,
          again: 'yes',
          ...deps.forms.issue(request, reply, formPurpose),
        }}
        otherHref={otherHref}
        signInHref={signInPath(continuation)}
      />,
    );
  });

  function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    view: { continuation: Continuation; email: string | undefined; problem?: AskProblem },
  ) {
    const { continuation, email, problem } = view;
    const hidden = {
      ...continuationFields(continuation),
      ...deps.forms.issue(request, reply, formPurpose),
    };
    return sendPage(
      reply,
      problem === undefined ? 200 : 422,
      <AskPage
        kind={kind}
        email={email}
        hidden={hidden}
        signInHref={signInPath(continuation)}
        problem={problem}
      />,
    );
  }

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    email: string,
    continuation: Continuation,
  ) {
    const language = pageLanguage(reply);
    // The pages behind the link speak as the mail does, whichever browser opens it.
    const carried = pathWith('', continuationFields({ ...continuation, language })).slice(1);
    if (carried.length > maximumContinuationLength) throw new PageError('malformed_request');
    const { purpose } = linkKinds[kind];
    const remoteAddress = request.ip;
    await deps.users.sendEmailLink({ purpose, email, language, continuation: carried, remoteAddress });
  }
}
