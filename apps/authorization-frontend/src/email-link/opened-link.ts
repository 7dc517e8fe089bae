import { isStatus } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fields } from '../http/forms';
import { seeOther } from '../http/reply';
import { continuationFields, parseContinuation, pathWith, type Continuation } from '../sign-in/continuation';
import type { EmailLinkDeps } from './email-link-deps';
import { linkKinds, type LinkKind } from './link-kinds';

/** A link that was opened, and works. */
export interface OpenedLink {
  /** Names it in addresses and forms of this browser. */
  name: string;
  /** Its secret, for the directory alone. */
  token: string;
  /** Where it was mailed to. */
  email: string;
}

// As long as secrets of links are, or nearly so: whatever a mail program has made of a longer one does not work.
const tokenPattern = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * Takes the secret of a link out of the address bar: this browser keeps it, and the clean address, at which the page
 * can be reloaded and offered in other languages, holds its name alone. Uses up nothing, since programs that look
 * through mails open links, too.
 *
 * @param fields query of the address in the mail
 */
export function takeToken(
  { links }: Pick<EmailLinkDeps, 'links'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, fields }: { kind: LinkKind; fields: Fields & { token: string } },
): FastifyReply {
  const { token } = fields;
  const link = tokenPattern.test(token) ? links.keep(request, reply, token) : undefined;
  return seeOther(
    reply,
    pathWith(linkKinds[kind].opensAt, { ...continuationFields(parseContinuation(fields)), link }),
  );
}

/** Finds the link that a page is about; undefined when it was used, has ended, or is for something else. */
export async function findLink(
  { links, users }: Pick<EmailLinkDeps, 'links' | 'users'>,
  request: FastifyRequest,
  { kind, name = '' }: { kind: LinkKind; name: string | undefined },
): Promise<OpenedLink | undefined> {
  const token = links.find(request, name);
  if (token === undefined) return undefined;
  try {
    const { purpose, email } = await users.getEmailLink({ linkToken: token });
    return purpose === linkKinds[kind].purpose ? { name, token, email } : undefined;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The fields by which a form leads on to the same page. */
export function linkFields({ name }: Pick<OpenedLink, 'name'>, continuation: Continuation) {
  return { ...continuationFields(continuation), link: name };
}
