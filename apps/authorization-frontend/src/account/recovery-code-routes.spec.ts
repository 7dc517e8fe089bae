import { createAccountTest, setUpAuthenticator } from '../testing/account-test';
import { ada, grace } from '../testing/test-server';

const path = '/account/recovery-codes';
const codesOf = (body: string) => body.match(/AAAA-BBBB-CCCC-\d{4}/g) ?? [];

describe(path, () => {
  it('shows ten codes until they are kept, through a reload and another language', async () => {
    const { browser, credentials, log } = await createAccountTest();
    const page = await browser.get('/account/authenticator');
    const response = await browser.submit(page, '/account/authenticator', { code: '123456' });
    const location = String(response.headers.location);
    const codes = credentials.of(ada.subject).recoveryCodes;
    const shown = await browser.get(location);
    expect(codesOf(shown.body)).toEqual(codes);
    expect(codesOf((await browser.get(location)).body)).toEqual(codes);
    const german = await browser.follow(await browser.get(`${location}&set_language=de`));
    expect(german.body).toContain('Ihre Wiederherstellungscodes');
    expect(codesOf(german.body)).toEqual(codes);

    const kept = await browser.submit(shown, `${path}/kept`);
    expect(kept.headers.location).toBe('/account/security');
    expect((await browser.get(location)).headers.location).toBe('/account/security');
    for (const code of codes) {
      expect(location).not.toContain(code);
      expect(log()).not.toContain(code);
    }
  });

  it('makes new ones in place of those before, after a question', async () => {
    const { browser, credentials } = await createAccountTest();
    await setUpAuthenticator(browser);
    const before = credentials.of(ada.subject).recoveryCodes;
    const page = await browser.get(path);
    expect(page.body).toContain('Those that you have now stop working.');
    expect(credentials.of(ada.subject).recoveryCodes).toBe(before);
    const shown = await browser.follow(await browser.submit(page, path));
    expect(codesOf(shown.body)).toEqual(credentials.of(ada.subject).recoveryCodes);
    expect(codesOf(shown.body)).not.toEqual(before);
  });

  it('has none for somebody without a second factor', async () => {
    const { browser } = await createAccountTest();
    expect((await browser.get(path)).headers.location).toBe('/account/security');
  });

  it('does not show them to whoever signs in next in the same browser', async () => {
    const { browser } = await createAccountTest();
    const page = await browser.get('/account/authenticator');
    const response = await browser.submit(page, '/account/authenticator', { code: '123456' });
    const kept = () => [...browser.cookies.keys()].filter((name) => name.includes('_codes_'));
    expect(kept()).toHaveLength(1);
    await browser.submit(await browser.get('/account'), '/sign-out');
    expect(kept()).toEqual([]);
    await browser.signIn(grace);
    const other = await browser.get(String(response.headers.location));
    expect(other.headers.location).toBe('/account/security');
  });
});
