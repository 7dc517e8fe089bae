import type { Translate } from '@latchkey/ui';
import type { WelcomeMessages } from './messages';

/** The questions to answer, in the order in which they are asked. */
export const questions = ['clientType', 'grantType', 'redirectUris', 'resources'] as const;

/** Makes the link by which somebody asks for an OAuth application; an e-mail starts with the questions to answer. */
export function contactLink(t: Translate<WelcomeMessages>, contact: string): string {
  if (!contact.startsWith('mailto:')) return contact;
  const asked = questions.map((question, index) => `${index + 1}. ${t(`request.questions.${question}.ask`)}`);
  const body = [t('request.introduction'), ...asked].join('\r\n\r\n');
  const separator = contact.includes('?') ? '&' : '?';
  // RFC 6068 §2: spaces are %20 here, never plus signs.
  return `${contact}${separator}subject=${encodeURIComponent(t('request.subject'))}&body=${encodeURIComponent(`${body}\r\n`)}`;
}
