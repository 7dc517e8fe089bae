import type { Language } from '@latchkey/ui';
import { greetingName } from './greeting-name';
import { mailMessages, type MailMessages } from './messages';

/** One of the texts. */
export type MailText = keyof MailMessages['mails'];

/** What is to be put into words. */
export interface MailContent {
  text: MailText;
  language: Language;
  /** Name of the account's owner. Left out when the mail may reach anybody else. */
  name?: string | undefined;
  /** Where its link leads. */
  link?: string | undefined;
}

/** Who speaks. */
export interface MailBrand {
  brandName: string;
  /** Origin. */
  publicUrl: string;
}

type Advice = keyof MailMessages['advice'];

/** What to do if it was somebody else. */
const adviceOf = {
  sign_up: 'nothing_happens',
  already_registered: 'nothing_happens',
  reset_password: 'nothing_happens',
  no_account: 'nothing_happens',
  change_email: 'nothing_happens',
  address_taken: 'nothing_happens',
  password_changed: 'new_password',
  password_reset: 'new_password',
  email_changed: 'tell_us',
  passkey_added: 'look_through',
  passkey_removed: 'look_through',
  totp_added: 'look_through',
  totp_removed: 'look_through',
  recovery_codes_replaced: 'look_through',
  recovery_code_used: 'look_through',
  account_deleted: 'tell_us',
} satisfies Record<MailText, Advice>;

/** Those whose link works once, for an hour. */
const withToken: ReadonlySet<MailText> = new Set(['sign_up', 'reset_password', 'change_email']);

/** Puts a mail into words: plain text, paragraphs apart. */
export function composeMail(
  { text, language, name, link }: MailContent,
  { brandName, publicUrl }: MailBrand,
): { subjectLine: string; text: string } {
  const translate = mailMessages(language);
  const greeted = name === undefined ? undefined : greetingName(name);
  const paragraphs = [
    greeted === undefined ? translate('greeting.plain') : translate('greeting.named', { name: greeted }),
    translate(`mails.${text}.text`, { brand: brandName }),
    link,
    withToken.has(text) ? translate('lifetime') : undefined,
    advise(),
    `-- \n${brandName}\n${publicUrl}`,
  ];
  return {
    subjectLine: translate(`mails.${text}.subject`, { brand: brandName }),
    text: paragraphs.filter((paragraph) => paragraph !== undefined).join('\n\n') + '\n',
  };

  function advise(): string {
    const advice: Advice = adviceOf[text];
    if (advice === 'new_password') {
      return translate('advice.new_password', { link: `${publicUrl}/forgot-password` });
    }
    if (advice === 'look_through') {
      return translate('advice.look_through', { link: `${publicUrl}/account/security` });
    }
    if (advice === 'tell_us') return translate('advice.tell_us', { brand: brandName });
    return translate('advice.nothing_happens');
  }
}
