import { RpcError } from '@latchkey/rpc';
import { hashSecretToken } from '../secret-token';
import type { EmailLink, EmailLinkRepository } from './email-links';
import type { LinkPurpose } from './link-purpose';

/** A link about an account. */
export type AccountLink = EmailLink & { subject: string };

/** Returns a link that works, and leaves it as it is. @throws RpcError NOT_FOUND */
export async function requireLink(
  links: Pick<EmailLinkRepository, 'find'>,
  linkToken: string,
  now: Date,
): Promise<EmailLink> {
  const tokenHash = hashSecretToken(linkToken);
  const link = tokenHash && (await links.find(tokenHash, now));
  if (!link) throw noSuchLink();
  return link;
}

/** Returns a link about an account that is for this purpose. @throws RpcError NOT_FOUND */
export async function requireAccountLink(
  links: Pick<EmailLinkRepository, 'find'>,
  linkToken: string,
  { purpose, now }: { purpose: LinkPurpose; now: Date },
): Promise<AccountLink> {
  const link = await requireLink(links, linkToken, now);
  const { subject } = link;
  if (link.purpose !== purpose || subject === null) throw noSuchLink();
  return { ...link, subject };
}

/** Uses a link up, in the transaction of what it is for. @throws RpcError NOT_FOUND */
export async function consumeLink(
  links: Pick<EmailLinkRepository, 'consumeOnce'>,
  { tokenHash, purpose }: Pick<EmailLink, 'tokenHash' | 'purpose'>,
  now: Date,
): Promise<void> {
  if (!(await links.consumeOnce(tokenHash, purpose, now))) throw noSuchLink();
}

/** That a link was used, has ended or never was. */
export function noSuchLink(): RpcError {
  return new RpcError('NOT_FOUND', 'no such link');
}
