import { linkLifetimeSeconds, type EmailLinkRepository } from '../email-link/email-links';
import type { LinkPurpose } from '../email-link/link-purpose';
import { createSecretToken, hashSecretToken } from '../secret-token';
import type { User, UserRepository } from '../user/user-repository';
import { composeMail, type MailBrand, type MailContent } from './compose-mail';
import type { OutgoingMail } from './mailer';
import type { WaitingMail } from './outbox';

/** What writing needs. */
export interface MailWriterDependencies {
  users: Pick<UserRepository, 'findByEmail' | 'findBySubject'>;
  links: Pick<EmailLinkRepository, 'create'>;
  brand: MailBrand;
  /** Whether anybody may make an account. */
  signUpOpen: boolean;
  clock: () => Date;
}

type Content = Omit<MailContent, 'language'>;

const paths = {
  sign_up: '/email/sign-up',
  reset_password: '/email/reset-password',
  change_email: '/email/change-email',
} satisfies Record<LinkPurpose, string>;

/**
 * Creates what puts waiting mails into words. Only now is it looked up who has an account, so that whoever
 * asked for a mail could not tell by the time it took; and only now is the token of a link made, whose hash
 * alone is kept.
 */
export function createMailWriter(dependencies: MailWriterDependencies) {
  const { users, links, brand, signUpOpen, clock } = dependencies;

  /** Returns undefined when there is nothing left to say: whoever asked has no account, or meant it no more. */
  return async (mail: WaitingMail): Promise<OutgoingMail | undefined> => {
    const content = await contentOf(mail);
    if (!content) return undefined;
    const { mailId, recipient, language } = mail;
    return {
      mailId,
      to: recipient,
      ...composeMail({ ...content, language }, brand),
      createTime: clock(),
    };
  };

  async function contentOf(mail: WaitingMail): Promise<Content | undefined> {
    if (mail.kind === 'sign_up') return signUp(mail);
    if (mail.kind === 'reset_password') return resetPassword(mail);
    if (mail.kind === 'change_email') return changeEmail(mail);
    const user = await subjectOf(mail);
    return { text: mail.kind, name: user?.name };
  }

  async function signUp(mail: WaitingMail): Promise<Content | undefined> {
    const user = await users.findByEmail(mail.recipient);
    if (!user) return withLink(mail, { text: 'sign_up' }, null);
    return { text: 'already_registered', name: user.name, link: addressOf('/sign-in', mail) };
  }

  async function resetPassword(mail: WaitingMail): Promise<Content | undefined> {
    const user = await users.findByEmail(mail.recipient);
    if (!user) return { text: 'no_account', link: signUpOpen ? addressOf('/sign-up', mail) : undefined };
    return withLink(mail, { text: 'reset_password', name: user.name }, user.subject);
  }

  /** Whoever asked chose the address, and their name too: it is not theirs to speak to somebody else with. */
  async function changeEmail(mail: WaitingMail): Promise<Content | undefined> {
    const asking = await subjectOf(mail);
    if (!asking) return undefined;
    const holder = await users.findByEmail(mail.recipient);
    if (holder && holder.subject !== asking.subject) return { text: 'address_taken' };
    return withLink(mail, { text: 'change_email' }, asking.subject);
  }

  async function subjectOf({ subject }: WaitingMail): Promise<User | undefined> {
    return subject === null ? undefined : users.findBySubject(subject);
  }

  async function withLink(
    { mailId, recipient, language, continuation }: WaitingMail,
    content: Content & { text: LinkPurpose },
    subject: string | null,
  ): Promise<Content | undefined> {
    const purpose = content.text;
    const token = createSecretToken();
    const tokenHash = hashSecretToken(token);
    if (!tokenHash) throw new Error('a new token does not look like one');
    const expiresAt = new Date(clock().getTime() + linkLifetimeSeconds * 1000);
    const link = { tokenHash, purpose, email: recipient, subject, language, expiresAt };
    if (!(await links.create(link, mailId))) return undefined;
    const query = { continuation: `token=${token}${continuation && `&${continuation}`}` };
    return { ...content, link: addressOf(paths[purpose], query) };
  }

  function addressOf(path: string, { continuation }: Pick<WaitingMail, 'continuation'>): string {
    return `${brand.publicUrl}${path}${continuation && `?${continuation}`}`;
  }
}
