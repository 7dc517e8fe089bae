import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readQuery } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { pathWith } from '../sign-in/continuation';
import { DonePage } from './done-page';
import type { EmailLinkDeps } from './email-link-deps';
import { linkKinds, type LinkKind } from './link-kinds';

const formPurpose = 'email-done';

/** `GET /email/done`: says what a link has done. A link from elsewhere cannot make it say so. */
export function doneRoute(server: FastifyInstance, { forms }: Pick<EmailLinkDeps, 'forms'>): void {
  server.get('/email/done', async (request, reply) => {
    const fields = readQuery(request);
    const kind = (Object.keys(linkKinds) as LinkKind[]).find((one) => one === fields.done);
    if (kind === undefined || !forms.accepts(request, fields, formPurpose, kind)) return seeOther(reply, '/');
    return sendPage(reply, 200, <DonePage kind={kind} />);
  });
}

/** Leads to the page that says what a link has done. */
export function toDone(
  { forms }: Pick<EmailLinkDeps, 'forms'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, language }: { kind: LinkKind; language: string | undefined },
): FastifyReply {
  const pass = forms.issue(request, reply, formPurpose, kind);
  return seeOther(reply, pathWith('/email/done', { done: kind, ui_locales: language, ...pass }));
}
