import { isStatus } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery } from '../http/forms';
import { sendPage } from '../http/reply';
import { parseContinuation, type Continuation } from '../sign-in/continuation';
import { ChangeEmailPage, TakenPage } from './change-email-page';
import { toDone } from './done-route';
import type { EmailLinkDeps } from './email-link-deps';
import { EndedPage } from './ended-page';
import { linkKinds } from './link-kinds';
import { findLink, linkFields, takeToken } from './opened-link';

const kind = 'changeEmail';
const { opensAt } = linkKinds[kind];
const formPurpose = 'email-changeEmail';

/** `/email/change-email`: gives an account the address that a link was mailed to, when its button is pressed. */
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
    try {
      await deps.users.confirmEmail({ linkToken: link.token });
    } catch (error) {
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

function ended(reply: FastifyReply, continuation: Continuation) {
  return sendPage(reply, 410, <EndedPage kind={kind} continuation={continuation} />);
}
