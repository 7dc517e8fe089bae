import { PasswordProblem, type Authentication } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { isStatus } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { retryAfterSeconds } from '../errors/classify-error';
import { readForm, readQuery, type Fields } from '../http/forms';
import { sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import { parseContinuation, type Continuation } from '../sign-in/continuation';
import { finishSignIn } from '../sign-in/finish-sign-in';
import { ChoosePage, type ChooseProblem } from './choose-page';
import { closed } from './closed-page';
import { toDone } from './done-route';
import type { EmailLinkDeps } from './email-link-deps';
import { EndedPage } from './ended-page';
import { linkKinds, type PasswordLinkKind } from './link-kinds';
import { findLink, linkFields, takeToken, type OpenedLink } from './opened-link';
import { findOwnRequest } from './own-request';

const maximumNameLength = 200;

/** `/email/sign-up` and `/email/reset-password`: the pages behind links that lead to a new password. */
export function chooseRoutes(server: FastifyInstance, deps: EmailLinkDeps): void {
  for (const kind of ['signUp', 'resetPassword'] as const) chooseRoute(server, deps, kind);
}

function chooseRoute(server: FastifyInstance, deps: EmailLinkDeps, kind: PasswordLinkKind): void {
  const { opensAt } = linkKinds[kind];
  const formPurpose = `email-${kind}`;

  server.get(opensAt, async (request, reply) => {
    const fields = readQuery(request);
    const { token } = fields;
    if (token !== undefined) {
      return takeToken(deps, request, reply, { kind, fields: { ...fields, token } });
    }
    const continuation = parseContinuation(fields);
    const link = await findLink(deps, request, { kind, name: fields.link });
    if (!link) return ended(reply, continuation);
    return choose(request, reply, { continuation, link });
  });

  server.post(opensAt, async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    deps.forms.verify(request, form, formPurpose, form.link ?? '');
    const continuation = parseContinuation(form);
    const link = await findLink(deps, request, { kind, name: form.link });
    if (!link) return ended(reply, continuation);
    const name = form.name?.trim();
    const again = (status: number, ...problems: ChooseProblem[]) =>
      choose(request, reply, { status, continuation, link, name, problems });

    const problems = problemsOf(form);
    if (problems.length > 0) return again(422, ...problems);
    // Asked before the link is used up: from then on nothing but the session should be able to fail.
    const isHere = continuation.to !== 'consent' || (await findOwnRequest(deps, request, continuation));
    try {
      const { outcome } = await complete(request, { link, name, password: form.password ?? '' });
      if (outcome.case === 'passwordProblem') return again(422, problemOf[outcome.value]);
      if (outcome.case === undefined) throw new Error('the directory sent no outcome');
      deps.links.forget(reply, link.name);
      return await goOn(request, reply, { authentication: outcome.value, continuation, isHere: !!isHere });
    } catch (error) {
      if (isStatus(error, 'NOT_FOUND')) return ended(reply, continuation);
      if (isStatus(error, 'INVALID_ARGUMENT')) return again(422, 'badName');
      if (isStatus(error, 'FAILED_PRECONDITION')) return closed(reply, continuation);
      if (!isOverload(error)) throw error;
      reply.header('retry-after', retryAfterSeconds('unavailable', error));
      return again(503, 'busy');
    }
  });

  /** Checks what needs no directory. */
  function problemsOf({ name = '', password }: Fields): ChooseProblem[] {
    const problems: ChooseProblem[] = [];
    if (kind === 'signUp' && name.trim() === '') problems.push('missingName');
    if (kind === 'signUp' && [...name.trim()].length > maximumNameLength) problems.push('longName');
    if (password === undefined) problems.push('missingPassword');
    return problems;
  }

  function complete(
    { ip: remoteAddress }: FastifyRequest,
    choice: { link: OpenedLink; name: string | undefined; password: string },
  ) {
    const { link, name = '', password } = choice;
    const common = { linkToken: link.token, password, remoteAddress };
    return kind === 'signUp'
      ? deps.users.completeSignUp({ ...common, name })
      : deps.users.resetPassword(common);
  }

  /**
   * Leads on to what somebody was about to do. Where that began in another browser, or has ended, they are signed in
   * as far as what they have shown suffices, and told to go back.
   */
  async function goOn(
    request: FastifyRequest,
    reply: FastifyReply,
    end: { authentication: Authentication; continuation: Continuation; isHere: boolean },
  ) {
    const { authentication, continuation, isHere } = end;
    const { language } = continuation;
    if (isHere) return finishSignIn(deps, request, reply, { authentication, continuation });
    if (!authentication.sufficient) {
      return finishSignIn(deps, request, reply, {
        authentication,
        continuation: { to: 'account', language },
      });
    }
    await deps.sessions.begin(request, reply, authentication.authenticationToken);
    return toDone(deps, request, reply, { kind, language });
  }

  async function choose(
    request: FastifyRequest,
    reply: FastifyReply,
    view: {
      status?: number;
      continuation: Continuation;
      link: OpenedLink;
      name?: string | undefined;
      problems?: readonly ChooseProblem[];
    },
  ) {
    const { status = 200, continuation, link, name, problems = [] } = view;
    const { passwordMinimumLength } = await deps.users.getAccountRules({});
    const own = await findOwnRequest(deps, request, continuation);
    // Who is not asked for consent comes out at the client straight from this form.
    if (own) allowFormRedirect(reply, own.redirectUri);
    return sendPage(
      reply,
      status,
      <ChoosePage
        kind={kind}
        host={new URL(deps.publicUrl).host}
        email={link.email}
        name={name}
        minimumLength={passwordMinimumLength}
        hidden={{
          ...linkFields(link, continuation),
          ...deps.forms.issue(request, reply, formPurpose, link.name),
        }}
        problems={problems}
      />,
    );
  }

  function ended(reply: FastifyReply, continuation: Continuation) {
    return sendPage(reply, 410, <EndedPage kind={kind} continuation={continuation} />);
  }
}

const problemOf: Record<PasswordProblem, ChooseProblem> = {
  [PasswordProblem.UNSPECIFIED]: 'missingPassword',
  [PasswordProblem.TOO_SHORT]: 'shortPassword',
  [PasswordProblem.TOO_LONG]: 'longPassword',
  [PasswordProblem.COMMON]: 'commonPassword',
  [PasswordProblem.LIKE_ACCOUNT]: 'likeAccount',
};

/** Whether too many passwords are being hashed at this moment. */
function isOverload(error: unknown): boolean {
  return error instanceof OAuthError && error.code === 'temporarily_unavailable';
}
