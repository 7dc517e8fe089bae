import { setTimeout as wait } from 'node:timers/promises';
import type { TestStack } from './test-stack';

/** A mail as the outbox of a development server shows it. */
export interface ReadMail {
  subject: string;
  /** The whole card as text. */
  text: string;
  /** Addresses of the server in it that can be followed. */
  links: string[];
}

const patienceMilliseconds = 20_000;

/** Reads the mails to an address that the outbox shows, newest first. */
async function readMails({ publicUrl }: Pick<TestStack, 'publicUrl'>, email: string): Promise<ReadMail[]> {
  const page = await (await fetch(`${publicUrl}/outbox?ui_locales=en`)).text();
  const cards = page.split('<h2>').slice(1);
  return cards.filter((card) => card.includes(`<dd>${email}</dd>`)).map(readCard);
}

/** Waits until so many mails to an address have a subject, and returns the newest of them. */
export async function waitForMail(
  stack: Pick<TestStack, 'publicUrl'>,
  email: string,
  subject: RegExp,
  count = 1,
): Promise<ReadMail> {
  for (const deadline = Date.now() + patienceMilliseconds; ;) {
    const mails = await readMails(stack, email);
    const fitting = mails.filter((mail) => subject.test(mail.subject));
    if (fitting.length >= count && fitting[0]) return fitting[0];
    if (Date.now() > deadline) {
      const subjects = mails.map((mail) => mail.subject).join(', ');
      throw new Error(`no mail ${count} to ${email} about ${subject}; there are: ${subjects}`);
    }
    await wait(50);
  }
}

/** Waits for a mail, and returns the link in it. */
export async function waitForLink(...wanted: Parameters<typeof waitForMail>): Promise<string> {
  const { subject, links } = await waitForMail(...wanted);
  const [link] = links;
  if (link === undefined) throw new Error(`the mail "${subject}" has no link`);
  return link;
}

function readCard(card: string): ReadMail {
  const [heading = '', rest = ''] = card.split('</h2>');
  const links = [...rest.matchAll(/<a href="([^"]*)"/g)].map(([, href = '']) => unescape(href));
  return { subject: unescape(heading), text: unescape(rest.replaceAll(/<[^>]*>/g, ' ')), links };
}

function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
