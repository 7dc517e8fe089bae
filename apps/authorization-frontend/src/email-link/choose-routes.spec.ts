import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { mailLink } from '../testing/mail-link';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, type TestServer } from '../testing/test-server';

const authorize = new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
  scope: 'flex:read',
  state: 's',
});
const kinds = [
  { page: '/sign-up', path: '/email/sign-up', email: 'new@example.com', fields: { name: 'Mary' } },
  { page: '/forgot-password', path: '/email/reset-password', email: ada.email, fields: {} },
] as const;
type Kind = (typeof kinds)[number];
const password = 'four words in a row';
const sessionCookie = '__Host-latchkey_session';

const queryOf = (location: unknown) => new URL(String(location), 'https://auth.example.com').search;
const openRequest = async (browser: TestBrowser) =>
  queryOf((await browser.get(`/authorize/?${authorize}`)).headers.location);
/** What a test may say about opening a link. */
interface Opening {
  query?: string;
  /** Where the link is asked for. */
  browser?: TestBrowser;
  /** Where it is opened: in the same one, unless the test says so. */
  elsewhere?: TestBrowser;
}
/** Asks for a link and opens it. */
const open = async (test: TestServer, { page, email }: Kind, opening: Opening = {}) => {
  const { query = '', browser = new TestBrowser(test.server), elsewhere = browser } = opening;
  const link = await mailLink(test, browser, { page: page + query, email });
  return { link, browser: elsewhere, shown: await elsewhere.follow(await elsewhere.get(link)) };
};

describe.each(kinds)('$path', (kind) => {
  const { path, email, fields } = kind;

  it('takes the secret out of the address at once', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const link = await mailLink(test, browser, { ...kind, page: `${kind.page}?to=device` });
    const token = test.accounts.mails[0]?.token ?? '';
    expect(link).toContain(token);
    const { statusCode, headers } = await browser.get(link);
    expect(statusCode).toBe(303);
    expect(headers.location).toMatch(/^\/email\/[a-z-]+\?to=device&ui_locales=en&link=[\w-]{22}$/);
    expect([headers['set-cookie']].flat()).toContainEqual(
      expect.stringMatching(
        /^__Host-latchkey_link_[\w-]{22}=\d+\.[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    );
    const page = await browser.get(headers.location as string);
    expect(page.body).not.toContain(token);
    expect(page.body).toMatch(
      /href="\/email\/[a-z-]+\?to=device&amp;ui_locales=en&amp;link=[\w-]{22}&amp;set_language=de"/,
    );
    expect(test.log()).not.toContain(token);
  });

  it('uses nothing up by being opened, however often and by whom', async () => {
    const test = createTestServer();
    const { link, browser } = await open(test, kind);
    await new TestBrowser(test.server).get(link);
    const again = await browser.follow(await browser.get(link));
    expect(again.statusCode).toBe(200);
    expect((await browser.submit(again, path, { ...fields, password })).statusCode).toBe(303);
  });

  it('shows the address and the one rule, and asks for a new password', async () => {
    const { shown } = await open(createTestServer(), kind);
    expect(shown.body).toMatch(new RegExp(`value="${email}"[^>]* readonly autocomplete="username"`, 'i'));
    expect(shown.body).toMatch(/<input type="password"[^>]* autocomplete="new-password" minlength="12"/);
    expect(shown.body).toContain('At least 12 characters. There are no other rules');
    expect(shown.body).toContain('This is auth.example.com.');
  });

  it('is offered in other languages, and stays itself in them', async () => {
    const { browser, shown } = await open(createTestServer(), kind);
    const [, href = ''] = /href="([^"]*set_language=de)"/.exec(shown.body) ?? [];
    const german = await browser.follow(await browser.get(href.replaceAll('&amp;', '&')));
    expect(german.statusCode).toBe(200);
    expect(german.headers['content-language']).toBe('de');
    expect(german.body).toContain('Mindestens 12 Zeichen.');
  });

  it('signs in, and goes on with the request that was under way', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const query = await openRequest(browser);
    const { shown } = await open(test, kind, { query, browser });
    // A client that is not asked about is reached straight from this form.
    expect(shown.headers['content-security-policy']).toContain("form-action 'self' https://app.example.com;");
    const response = await browser.submit(shown, path, { ...fields, password });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`/consent${query}&ui_locales=en`);
    expect(test.directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
    expect((await browser.get(response.headers.location as string)).body).toContain(
      'Demo Web asks for access',
    );
    expect((await new TestBrowser(test.server).signIn({ email, password })).statusCode).toBe(303);
  });

  it('goes on with a device', async () => {
    const test = createTestServer();
    const { browser, shown } = await open(test, kind, { query: '?to=device&user_code=ETE39050' });
    const response = await browser.submit(shown, path, { ...fields, password });
    expect(response.headers.location).toBe('/device?user_code=ETE39050&ui_locales=en');
  });

  it('says to go back where another browser opened the request, and tells nothing of it', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const query = await openRequest(browser);
    const { browser: phone, shown } = await open(test, kind, {
      query,
      browser,
      elsewhere: new TestBrowser(test.server),
    });
    expect(shown.headers['content-security-policy']).toContain("form-action 'self';");
    const response = await phone.submit(shown, path, { ...fields, password });
    expect(response.headers.location).toMatch(/^\/email\/done\?/);
    for (let reload = 0; reload < 2; reload += 1) {
      const done = await phone.get(response.headers.location as string);
      expect(done.statusCode).toBe(200);
      expect(done.body).toContain('Go back to the application, or to the window where you began');
    }
    // In the first window, the new password leads on.
    expect((await browser.signIn({ email, password }, query)).headers.location).toMatch(/^\/consent\?/);
  });

  it('says to go back where the request has ended, and signs in all the same', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const query = await openRequest(browser);
    const { shown } = await open(test, kind, { query, browser });
    test.time.now = new Date(test.time.now.getTime() + 20 * 60_000);
    const response = await browser.submit(shown, path, { ...fields, password });
    expect((await browser.follow(response)).body).toContain('Go back to the application');
    expect((await browser.get('/account')).statusCode).toBe(200);
  });

  it.each([
    ['too short a password', 'short', 'This one is too short: it needs at least 12 characters'],
    ['one that is too long', 'a'.repeat(300), 'This one is longer than we can take.'],
    ['a common one', 'password1234', 'This one is among the first that others would try.'],
    ['one like the account', email, 'This one is too much like your name or your address.'],
    ['none', '', 'Choose a password'],
  ])('asks again after %s, beside the field, and keeps the rest', async (_what, tried, words) => {
    const test = createTestServer();
    const { browser, shown } = await open(test, kind);
    const response = await browser.submit(shown, path, { ...fields, password: tried });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(`<a href="#password">${words}`);
    expect(response.body).toMatch(/id="password" name="password" aria-invalid="true"/);
    if (tried.length > 8 && tried !== email) expect(response.body).not.toContain(tried);
    if ('name' in fields) expect(response.body).toContain('value="Mary"');
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    // The link is as good as before.
    expect((await browser.submit(response, path, { ...fields, password })).statusCode).toBe(303);
  });

  it('asks to wait when too many passwords are hashed at once, and keeps the link', async () => {
    const test = createTestServer();
    const { completeSignUp, resetPassword } = test.accounts.service;
    const busy = () => Promise.reject(new OAuthError('temporarily_unavailable', { retryAfterSeconds: 2 }));
    Object.assign(test.accounts.service, { completeSignUp: busy, resetPassword: busy });
    const { browser, shown } = await open(test, kind);
    const response = await browser.submit(shown, path, { ...fields, password });
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.body).toContain('A lot is going on here right now.');
    Object.assign(test.accounts.service, { completeSignUp, resetPassword });
    expect((await browser.submit(response, path, { ...fields, password })).statusCode).toBe(303);
  });

  it('says that a link was used, and offers another and the sign-in', async () => {
    const test = createTestServer();
    const { link, browser, shown } = await open(test, kind, { query: '?to=device' });
    const clean = String((await browser.get(link)).headers.location);
    expect((await browser.submit(shown, path, { ...fields, password })).statusCode).toBe(303);
    const answers = [
      await browser.submit(shown, path, { ...fields, password }),
      await browser.follow(await browser.get(link)),
      await browser.get(clean),
      await new TestBrowser(test.server).get(clean),
    ];
    for (const response of answers) {
      expect(response.statusCode).toBe(410);
      expect(response.body).toContain('This link does not work any more');
      expect(response.body).toContain(`href="${kind.page}?to=device&amp;ui_locales=en"`);
      expect(response.body).toContain('href="/sign-in?to=device&amp;ui_locales=en"');
    }
  });

  it('says so of a link that has ended, while somebody was choosing', async () => {
    const test = createTestServer();
    const { browser, shown } = await open(test, kind);
    test.time.now = new Date(test.time.now.getTime() + 3_600_000);
    const response = await browser.submit(shown, path, { ...fields, password });
    expect(response.statusCode).toBe(410);
    expect(test.directory.liveSessions()).toEqual([]);
  });

  it('does not take a link for something else', async () => {
    const test = createTestServer();
    const other = kinds.find((one) => one !== kind) ?? kind;
    const { link, browser } = await open(test, other);
    const response = await browser.follow(await browser.get(link.replace(other.path, path)));
    expect(response.statusCode).toBe(410);
  });

  it.each([
    '',
    '?link=',
    '?token=short',
    `?token=${'a'.repeat(200)}`,
    '?token=%3Cscript%3Eis-no-token-at-all',
  ])('says of an address that no mail held (%s) that it does not work', async (query) => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.follow(await browser.get(path + query));
    expect(response.statusCode).toBe(410);
    expect(response.body).toContain('Get a new link');
  });

  it('repeats no secret on the page for an address that it cannot read', async () => {
    const test = createTestServer();
    const { link } = await open(test, kind);
    const token = test.accounts.mails[0]?.token ?? '';
    for (const query of [`&to=elsewhere`, `&token=${token}`, '&to=device&to=device']) {
      const response = await new TestBrowser(test.server).get(link + query);
      expect(response.statusCode).toBe(400);
      expect(response.body).not.toContain(token);
      expect(JSON.stringify(response.headers)).not.toContain(token);
    }
    expect(test.log()).not.toContain(token);
  });

  it('keeps two links in two tabs apart', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const one = await open(test, kind, { browser, query: '?to=device' });
    await open(test, kind, { browser });
    const response = await browser.submit(one.shown, path, { ...fields, password });
    expect(response.headers.location).toMatch(/^\/device/);
  });

  it('takes a form from its own page alone', async () => {
    const test = createTestServer();
    const { browser, shown } = await open(test, kind);
    const [form] = formsOf(shown.body);
    const filled = { ...form?.hidden, ...fields, password };
    const foreign = { origin: 'https://evil.example' };
    expect((await browser.post(path, filled, foreign)).statusCode).toBe(403);
    expect((await browser.post(path, { ...filled, form_token: '' })).statusCode).toBe(403);
    expect((await new TestBrowser(test.server).post(path, filled)).statusCode).toBe(403);
    expect(test.directory.liveSessions()).toEqual([]);
  });

  it('says that it cannot tell when the directory is away, and leads back to the page', async () => {
    const test = createTestServer();
    const { browser, link } = await open(test, kind);
    const clean = String((await browser.get(link)).headers.location);
    test.accounts.service.getEmailLink = () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
    const response = await browser.get(clean);
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain(`href="${clean.replaceAll('&', '&amp;')}"`);
  });
});

describe('/email/sign-up', () => {
  const [signUp] = kinds;

  it.each([
    ['', 'Enter your name'],
    ['   ', 'Enter your name'],
    ['x'.repeat(201), 'Shorten the name'],
  ])('asks again for the name "%s"', async (name, words) => {
    const { browser, shown } = await open(createTestServer(), signUp);
    const response = await browser.submit(shown, signUp.path, { name, password });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(`<a href="#name">${words}`);
    expect(response.body).not.toContain(password);
  });

  it('asks again for a name that the directory cannot take', async () => {
    const test = createTestServer();
    test.accounts.service.completeSignUp = () => Promise.reject(new RpcError('INVALID_ARGUMENT', 'name'));
    const { browser, shown } = await open(test, signUp);
    const response = await browser.submit(shown, signUp.path, { name: 'a\u202eb', password });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('<a href="#name">Something in this name cannot be shown.');
  });

  it('says so when sign-up was closed while somebody was choosing', async () => {
    const test = createTestServer();
    const { browser, shown } = await open(test, signUp, { query: '?to=device' });
    test.accounts.service.completeSignUp = () =>
      Promise.reject(new RpcError('FAILED_PRECONDITION', 'closed'));
    const response = await browser.submit(shown, signUp.path, { name: 'Mary', password });
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('Sign-up is not open here');
    expect(response.body).toContain('href="/sign-in?to=device&amp;ui_locales=en"');
  });

  it('takes a name of 200 characters that are more in UTF-16, without the blanks around it', async () => {
    const test = createTestServer();
    const { browser, shown } = await open(test, signUp);
    const response = await browser.submit(shown, signUp.path, { name: ` ${'😀'.repeat(200)} `, password });
    expect(response.statusCode).toBe(303);
    expect(test.accounts.people.at(-1)).toMatchObject({ email: 'new@example.com', name: '😀'.repeat(200) });
  });
});

describe('/email/reset-password', () => {
  const [, reset] = kinds;

  it('ends all sessions of before', async () => {
    const test = createTestServer();
    const before = new TestBrowser(test.server);
    await before.signIn();
    const { browser, shown } = await open(test, reset);
    await browser.submit(shown, reset.path, { password });
    expect((await before.get('/account')).statusCode).toBe(303);
    expect(test.directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
  });

  it('asks for the second factor as ever, here and elsewhere', async () => {
    const test = createTestServer();
    test.authentication.factors.set(ada.subject, { totp: '123456' });
    const browser = new TestBrowser(test.server);
    const query = await openRequest(browser);
    const here = await open(test, reset, { query, browser });
    const step = await browser.submit(here.shown, reset.path, { password });
    expect(step.headers.location).toBe(`/sign-in/second-step${query}&ui_locales=en`);

    const phone = new TestBrowser(test.server);
    const elsewhere = await open(test, reset, { query, browser, elsewhere: phone });
    const there = await phone.submit(elsewhere.shown, reset.path, { password });
    expect(there.headers.location).toBe('/sign-in/second-step?to=account&ui_locales=en');
    expect(test.directory.liveSessions()).toEqual([]);
  });
});

describe('/email/done', () => {
  it.each(['', '?done=signUp', '?done=constructor', '?done=signUp&form_token=made-up'])(
    'says nothing at an address that was made up (%s)',
    async (query) => {
      const response = await new TestBrowser(createTestServer().server).get(`/email/done${query}`);
      expect(response.headers.location).toBe('/');
    },
  );
});
