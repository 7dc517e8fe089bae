import { addPasskey, createAccountTest, setUpAuthenticator } from '../testing/account-test';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, grace } from '../testing/test-server';

const addPath = '/account/passkeys/add';
const removePath = '/account/passkeys/remove';

describe(addPath, () => {
  it('gives the browser the options, proposes a name, and lets just this page run its script', async () => {
    const { browser } = await createAccountTest();
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const { body, headers } = await browser.get(addPath, { 'user-agent': agent });
    expect(body).toContain('data-mode="create"');
    expect(body).toContain('Y2hhbGxlbmdl');
    expect(body).toContain('value="Windows, Firefox"');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    const overview = await browser.get('/account/security');
    expect(overview.headers['content-security-policy']).not.toContain('script-src');
  });

  it('adds the first one with recovery codes, and the next one without', async () => {
    const { browser, credentials } = await createAccountTest();
    const shown = await addPasskey(browser);
    expect(shown.body.match(/AAAA-BBBB-CCCC-\d{4}/g)).toHaveLength(10);
    const next = await addPasskey(browser, '  Stick  ');
    expect(next.body).toContain('The passkey is added.');
    expect(credentials.of(ada.subject).passkeys.map(({ name }) => name)).toEqual(['Stick', 'Phone']);
    expect(credentials.changes.map(({ language }) => language)).toEqual(['en', 'en']);
  });

  it.each([
    ['no name', { name: ' ', passkey_response: 'created' }, 'Give the passkey a name'],
    ['no answer, as without JavaScript', { passkey_response: '' }, 'The passkey was not added'],
    ['an answer that proves nothing', { passkey_response: 'forged' }, 'The passkey was not added'],
    ['an endless name', { name: 'x'.repeat(101), passkey_response: 'a' }, 'The passkey was not added'],
  ])('adds none with %s, and says so', async (_what, fields, text) => {
    const { browser, credentials } = await createAccountTest();
    const page = await browser.get(addPath);
    const response = await browser.submit(page, addPath, { name: 'Mine', ...fields });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(text);
    expect(response.body).toContain('data-mode="create"');
    expect(response.headers['content-security-policy']).toContain("script-src 'self'");
    expect(credentials.changes).toEqual([]);
  });

  it('says when there are too many', async () => {
    const { browser, credentials } = await createAccountTest();
    credentials
      .of(ada.subject)
      .passkeys.push(...Array.from({ length: 10 }, (_, n) => ({ passkeyId: `p${n}` })));
    expect((await addPasskey(browser)).body).toContain('as many passkeys as an account can hold');
  });
});

describe(removePath, () => {
  it('asks first, and says what it means to remove the last second factor', async () => {
    const { browser, credentials } = await createAccountTest();
    await addPasskey(browser, 'Phone');
    const [{ passkeyId = '' } = {}] = credentials.of(ada.subject).passkeys;
    const page = await browser.get(`${removePath}?passkey_id=${passkeyId}`);
    expect(page.body).toContain('Remove the passkey “Phone”?');
    expect(page.body).toContain('Then only your password protects your account');
    expect(credentials.of(ada.subject).passkeys).toHaveLength(1);

    const response = await browser.submit(page, removePath);
    expect((await browser.follow(response)).body).toContain('The passkey is removed.');
    expect(credentials.of(ada.subject).passkeys).toEqual([]);
    // Back to the question about one that is gone.
    expect((await browser.get(`${removePath}?passkey_id=${passkeyId}`)).headers.location).toBe(
      '/account/security',
    );
  });

  it('says nothing of the kind while another second factor is left', async () => {
    const { browser, credentials } = await createAccountTest();
    await addPasskey(browser);
    await setUpAuthenticator(browser);
    const [{ passkeyId = '' } = {}] = credentials.of(ada.subject).passkeys;
    const page = await browser.get(`${removePath}?passkey_id=${passkeyId}`);
    expect(page.body).not.toContain('Then only your password');
  });

  it('neither shows nor removes the passkey of somebody else', async () => {
    const { browser, server, credentials } = await createAccountTest();
    const other = new TestBrowser(server);
    await other.signIn(grace);
    await addPasskey(other, 'Of Grace');
    await addPasskey(browser, 'Of Ada');
    const [{ passkeyId: foreign = '' } = {}] = credentials.of(grace.subject).passkeys;
    const [{ passkeyId: own = '' } = {}] = credentials.of(ada.subject).passkeys;

    expect((await browser.get('/account/security')).body).not.toContain('Of Grace');
    expect((await browser.get(`${removePath}?passkey_id=${foreign}`)).headers.location).toBe(
      '/account/security',
    );
    const page = await browser.get(`${removePath}?passkey_id=${own}`);
    const response = await browser.submit(page, removePath, { passkey_id: foreign });
    expect(response.statusCode).toBe(403);
    const [form] = formsOf(page.body);
    expect((await other.post(removePath, form?.hidden ?? {})).statusCode).toBe(403);
    expect(credentials.of(grace.subject).passkeys).toHaveLength(1);
    expect(credentials.of(ada.subject).passkeys).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(65)])('cannot read the identifier %j', async (passkeyId) => {
    const { browser } = await createAccountTest();
    expect((await browser.get(`${removePath}?passkey_id=${passkeyId}`)).statusCode).toBe(400);
  });
});
