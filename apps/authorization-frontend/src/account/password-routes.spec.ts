import { EmailLinkPurpose } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { createAccountTest } from '../testing/account-test';
import { TestBrowser } from '../testing/test-browser';
import { ada } from '../testing/test-server';

const path = '/account/password';
const fresh = 'a rather different horse';

describe('/account/password', () => {
  it('changes the password, and ends every session but this one', async () => {
    const { browser, server, accounts } = await createAccountTest();
    const phone = new TestBrowser(server);
    await phone.signIn();
    const response = await browser.submit(await browser.get(path), path, {
      current_password: ada.password,
      new_password: fresh,
    });
    expect(response.statusCode).toBe(303);
    const page = await browser.follow(response);
    expect(page.body).toContain('<h1>Security</h1>');
    expect(page.body).toContain('Your password is changed.');
    expect(accounts.people[0]?.password).toBe(fresh);
    expect((await phone.get('/account')).headers.location).toMatch(/^\/sign-in/);
  });

  it('needs no new sign-in, since it asks for the current password', async () => {
    const { browser, wait } = await createAccountTest();
    wait(60);
    expect((await browser.get(path)).statusCode).toBe(200);
  });

  it('tells password managers which field is which, and the rule before it is broken', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get(path);
    for (const text of [
      'autocomplete="username"',
      `value="${ada.email}"`,
      'autocomplete="current-password"',
      'autocomplete="new-password"',
      'At least 12 characters',
    ]) {
      expect(body).toContain(text);
    }
  });

  it.each([
    ['a wrong current password', { current_password: 'no', new_password: fresh }, 'current_password'],
    ['no current password', { new_password: fresh }, 'current_password'],
    ['no new password', { current_password: ada.password }, 'new_password'],
    ['a short one', { current_password: ada.password, new_password: 'short' }, 'new_password'],
    ['a long one', { current_password: ada.password, new_password: 'x'.repeat(300) }, 'new_password'],
    ['a common one', { current_password: ada.password, new_password: 'password1234' }, 'new_password'],
    ['the address', { current_password: ada.password, new_password: ada.email }, 'new_password'],
  ])('says beside the field what is wrong with %s', async (_what, fields: Record<string, string>, field) => {
    const { browser, accounts } = await createAccountTest();
    const response = await browser.submit(await browser.get(path), path, fields);
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(`id="${field}-error"`);
    expect(response.body).toContain(`href="#${field}"`);
    expect(response.body).toContain('<title>Error: Change password');
    for (const typed of Object.values(fields)) {
      if (typed !== ada.email) expect(response.body).not.toContain(`value="${typed}"`);
    }
    expect(accounts.people[0]?.password).toBe(ada.password);
  });

  it('says when too many were wrong, and for how long', async () => {
    const { browser, accounts } = await createAccountTest();
    accounts.service.changePassword = () => Promise.reject(new RpcError('RESOURCE_EXHAUSTED', 'too many'));
    const fields = { current_password: 'a', new_password: fresh };
    const response = await browser.submit(await browser.get(path), path, fields);
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBeDefined();
    expect(response.body).toContain(`href="${path}"`);
  });

  it('says when to try again while too many passwords are being checked', async () => {
    const { browser, accounts } = await createAccountTest();
    const busy = new OAuthError('temporarily_unavailable', { retryAfterSeconds: 7 });
    accounts.service.changePassword = () => Promise.reject(busy);
    const fields = { current_password: ada.password, new_password: fresh };
    const response = await browser.submit(await browser.get(path), path, fields);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('7');
    expect(response.body).toContain(`href="${path}"`);
  });

  it('mails a link to the own address instead, and says where it went after a reload, too', async () => {
    const { browser, accounts } = await createAccountTest();
    accounts.rules.mailsAreKept = true;
    const page = await browser.get(`${path}?ui_locales=de`);
    const response = await browser.submit(page, `${path}/link`);
    expect(accounts.mails).toMatchObject([
      {
        purpose: EmailLinkPurpose.RESET_PASSWORD,
        email: ada.email,
        language: 'de',
        continuation: 'to=account&page=security&ui_locales=de',
      },
    ]);
    expect(response.headers.location).not.toContain('ada');
    for (const sent of [await browser.follow(response), await browser.follow(response)]) {
      expect(sent.body).toContain(ada.email);
      expect(sent.body).toContain('href="/outbox"');
    }
    expect(accounts.mails).toHaveLength(1);
    expect((await browser.get(`${path}/sent`)).headers.location).toBe('/account/security');
  });

  it('says when too many mails were asked for', async () => {
    const { browser, accounts } = await createAccountTest();
    accounts.service.sendEmailLink = () => Promise.reject(new RpcError('RESOURCE_EXHAUSTED', 'too many'));
    const response = await browser.submit(await browser.get(path), `${path}/link`);
    expect(response.statusCode).toBe(429);
  });
});
