import { addPasskey, createAccountTest } from '../testing/account-test';
import { formsOf } from '../testing/test-browser';
import { ada } from '../testing/test-server';

/** Every form below the account, with the page that it stands on and what is typed into it. */
const forms: [action: string, page: string, typed: Record<string, string>][] = [
  [
    '/account/password',
    '/account/password',
    { current_password: ada.password, new_password: 'a new horse!' },
  ],
  ['/account/password/link', '/account/password', {}],
  ['/account/email', '/account/email', { email: 'new@example.com' }],
  ['/account/passkeys/add', '/account/passkeys/add', { name: 'A', passkey_response: 'created' }],
  ['/account/passkeys/remove', '/account/passkeys/remove?passkey_id=passkey-1', {}],
  ['/account/authenticator', '/account/authenticator', { code: '123456' }],
  ['/account/recovery-codes', '/account/recovery-codes', {}],
  ['/account/delete', '/account/delete', { email: ada.email }],
];

describe.each(forms)('the form for %s', (action, path, typed) => {
  async function open() {
    const test = await createAccountTest();
    await addPasskey(test.browser);
    const { body } = await test.browser.get(path);
    const form = formsOf(body).find((one) => one.action === action);
    if (!form) throw new Error(`no form for ${action}:\n${body}`);
    const changes = test.credentials.changes.length;
    const expectUnchanged = () => {
      expect(test.credentials.changes).toHaveLength(changes);
      expect(test.accounts.people[0]).toMatchObject(ada);
      expect(test.accounts.mails).toEqual([]);
    };
    return { ...test, fields: { ...form.hidden, ...typed }, expectUnchanged };
  }

  it.each([
    ['without its token', { form_token: '' }, {}],
    ['with the token of another form', { form_token: 'x'.repeat(43) }, {}],
    ['of another origin', {}, { origin: 'https://evil.example' }],
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }],
  ])('does nothing %s', async (_what, changed, headers: Record<string, string>) => {
    const { browser, fields, expectUnchanged } = await open();
    const response = await browser.post(action, { ...fields, ...changed }, headers);
    expect(response.statusCode).toBe(403);
    expectUnchanged();
  });

  it('asks who is there when the session has ended', async () => {
    const { browser, fields, directory, expectUnchanged } = await open();
    for (const sessionToken of directory.liveSessions()) {
      await directory.sessions.deleteSession({ sessionToken });
    }
    const response = await browser.post(action, fields);
    expect(response.headers.location).toMatch(/^\/sign-in\?to=account&page=(?:security|data)$/);
    expectUnchanged();
  });

  it('works without a script, and ends on a page that can be reloaded', async () => {
    const { browser, fields } = await open();
    const response = await browser.post(action, fields);
    expect(response.statusCode).toBe(303);
    expect((await browser.follow(response)).statusCode).toBe(200);
  });
});
