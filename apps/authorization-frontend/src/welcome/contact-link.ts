import { welcomeMessages } from './messages';

/** Makes the link by which somebody asks for an OAuth application; an e-mail starts with the questions to answer. */
export function contactLink(contact: string): string {
  if (!contact.startsWith('mailto:')) return contact;
  const { subject, introduction, questions } = welcomeMessages.request;
  const body = [introduction, ...questions.map(({ ask }, index) => `${index + 1}. ${ask}`)].join('\r\n\r\n');
  const separator = contact.includes('?') ? '&' : '?';
  // RFC 6068 §2: spaces are %20 here, never plus signs.
  return `${contact}${separator}subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`${body}\r\n`)}`;
}
