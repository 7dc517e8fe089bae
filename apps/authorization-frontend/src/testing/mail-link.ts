import { EmailLinkPurpose } from '@latchkey/contracts';
import type { TestBrowser } from './test-browser';
import type { TestServer } from './test-server';

/** Asks for a link at a page, and returns the address in the mail. */
export async function mailLink(
  { accounts }: TestServer,
  browser: TestBrowser,
  { page, email }: { page: string; email: string },
): Promise<string> {
  const [action = ''] = page.split('?');
  await browser.submit(await browser.get(page), action, { email });
  return accounts.latestLink();
}

/** Mails a link that gives the account of a session another address, and returns the address in the mail. */
export async function mailChangeLink({ accounts, directory }: TestServer, email: string): Promise<string> {
  await accounts.service.sendEmailLink({
    purpose: EmailLinkPurpose.CHANGE_EMAIL,
    email,
    sessionToken: directory.liveSessions()[0] ?? '',
    language: 'en',
    continuation: 'to=account&page=security&ui_locales=en',
  });
  return accounts.latestLink();
}
