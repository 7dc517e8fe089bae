import { isStatus } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { parseContinuation, signInPath, type Continuation } from '../sign-in/continuation';
import { ChangeEmailPage, OtherAccountPage, TakenPage } from './change-email-page';
import { toDone } from './done-route';
import type { EmailLinkDeps } from './email-link-deps';
import { EndedPage } from './ended-page';
import { linkKinds } from './link-kinds';
import { findLink, linkFields, takeToken } from './opened-link';

const kind = 'changeEmail';
const { opensAt } = linkKinds[kind];
const formPurpose = 'email-changeEmail';

/**
 * `/email/change-email`: gives an account the address that a link was mailed to, when somebody who is signed in to
 * that account presses its button.
 */
export function changeEmailRoute(server: FastifyInstance, deps: EmailLinkDeps): void {
  server.get(opensAt, async (request, reply) => {
    const fields = readQuery(request);
    const { token } = fields;
    if (token !== undefined) {
      return takeToken(deps, request, reply, { kind, fields: { ...fields, token } });
    }
    const continuation = parseContinuation(fields);
    const link = await findLink(deps, request, { kind, name: fields.link });
    if (!link) return ended(reply, continuation);
    if (!(await deps.sessions.current(request))) return toSignIn(reply, link.name, continuation);
    const hidden = {
      ...linkFields(link, continuation),
      ...deps.forms.issue(request, reply, formPurpose, link.name),
    };
    return sendPage(reply, 200, <ChangeEmailPage email={link.email} hidden={hidden} />);
  });

  server.post(opensAt, async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    deps.forms.verify(request, form, formPurpose, form.link ?? '');
    const continuation = parseContinuation(form);
    const link = await findLink(deps, request, { kind, name: form.link });
    if (!link) return ended(reply, continuation);
    const signedIn = await deps.sessions.current(request);
    if (!signedIn) return toSignIn(reply, link.name, continuation);
    try {
      await deps.users.confirmEmail({ linkToken: link.token, sessionToken: signedIn.token });
    } catch (error) {
      if (isStatus(error, 'UNAUTHENTICATED')) return toSignIn(reply, link.name, continuation);
      if (isStatus(error, 'PERMISSION_DENIED')) {
        const { email } = signedIn.user;
        const { language } = continuation;
        return sendPage(reply, 403, <OtherAccountPage link={link.name} email={email} language={language} />);
      }
      if (isStatus(error, 'NOT_FOUND')) return ended(reply, continuation);
      if (isStatus(error, 'ALREADY_EXISTS')) {
        return sendPage(reply, 409, <TakenPage email={link.email} />);
      }
      throw error;
    }
    deps.links.forget(reply, link.name);
    return toDone(deps, request, reply, { kind, language: continuation.language });
  });
}

/** Leads to the sign-in page, and from there back to the page of the link. */
function toSignIn(reply: FastifyReply, link: string, { language }: Continuation) {
  return seeOther(reply, signInPath({ to: 'changeEmail', link, language }));
}

function ended(reply: FastifyReply, continuation: Continuation) {
  return sendPage(reply, 410, <EndedPage kind={kind} continuation={continuation} />);
}
