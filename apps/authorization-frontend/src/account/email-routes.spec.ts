import { EmailLinkPurpose } from '@latchkey/contracts';
import { createAccountTest } from '../testing/account-test';
import { ada } from '../testing/test-server';

const path = '/account/email';

describe('/account/email', () => {
  it('mails a link to the new address, and leaves the account as it is', async () => {
    const { browser, accounts } = await createAccountTest();
    const response = await browser.submit(await browser.get(path), path, { email: ' new@example.com ' });
    expect(accounts.mails).toMatchObject([
      { purpose: EmailLinkPurpose.CHANGE_EMAIL, email: 'new@example.com', language: 'en' },
    ]);
    expect(response.headers.location).not.toContain('example.com');
    const page = await browser.follow(response);
    expect(page.body).toContain('An e-mail is on its way to new@example.com.');
    expect(page.body).not.toContain('href="/outbox"');
    expect(accounts.people[0]?.email).toBe(ada.email);
  });

  it.each([
    ['nothing', '', 'Enter the new e-mail address'],
    ['what is no address', 'nobody', 'That is not an e-mail address'],
    ['what is far too long', `${'a'.repeat(320)}@example.com`, 'That is not an e-mail address'],
    ['the same address', ' ADA@example.com', 'That is your address already'],
  ])('says beside the field what is wrong with %s, and keeps what was typed', async (_what, email, text) => {
    const { browser, accounts } = await createAccountTest();
    const response = await browser.submit(await browser.get(path), path, { email });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('id="email-error"');
    expect(response.body).toContain(text);
    if (email) expect(response.body).toContain(`value="${email}"`);
    expect(accounts.mails).toEqual([]);
  });
});
