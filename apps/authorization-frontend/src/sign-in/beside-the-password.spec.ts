import { RpcError } from '@latchkey/rpc';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer } from '../testing/test-server';

const sessionCookie = '__Host-latchkey_session';

describe('what stands beside the password', () => {
  it('leads to sign-up and to a forgotten password, with what the person was about to do', async () => {
    const { server, accounts } = createTestServer();
    const page = await new TestBrowser(server).get('/sign-in?to=device&user_code=ETE39050&ui_locales=en');
    const query = 'to=device&amp;user_code=ETE39050&amp;ui_locales=en';
    expect(page.body).toContain(`href="/sign-up?${query}">Create an account`);
    expect(page.body).toContain(`href="/forgot-password?${query}">Forgot your password?`);
    accounts.rules.signUpOpen = false;
    const closed = await new TestBrowser(server).get('/sign-in');
    expect(closed.body).not.toContain('/sign-up');
    expect(closed.body).toContain('href="/forgot-password"');
  });

  it('offers passkeys, in autofill as well, with the one script that the page may run', async () => {
    const page = await new TestBrowser(createTestServer().server).get('/sign-in?to=account');
    expect(page.body).toContain('autocomplete="username webauthn"');
    expect(page.body).toMatch(/<form [^>]*action="\/sign-in\/passkey" data-mode="get"[^>]* data-autofill/);
    expect(page.headers['content-security-policy']).toContain("; script-src 'self'");
    expect(page.body.match(/<script/g)).toHaveLength(1);
  });

  it('is not there while the directory is away, but the form is', async () => {
    const { service } = createTestServer().authentication;
    const startPasskeyAuthentication = () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
    const { server, log } = createTestServer({ authentication: { ...service, startPasskeyAuthentication } });
    const page = await new TestBrowser(server).get('/sign-in');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('autocomplete="username"');
    expect(page.body).not.toContain('<script');
    expect(log()).toContain('the sign-in page goes without passkeys');
  });
});

describe('POST /sign-in/passkey', () => {
  /** Ada's sign-in page; her passkey signs `ada-signed`. */
  async function createPasskeyTest(query = '') {
    const test = createTestServer();
    test.authentication.factors.set(ada.subject, { passkey: 'ada-signed' });
    const browser = new TestBrowser(test.server);
    return { ...test, browser, page: await browser.get(`/sign-in${query}`) };
  }

  it('begins a session at once, without a second step', async () => {
    const { browser, page, directory } = await createPasskeyTest('?to=device&user_code=ETE39050');
    const response = await browser.submit(page, '/sign-in/passkey', { passkey_response: 'ada-signed' });
    expect(response.headers.location).toBe('/device?user_code=ETE39050');
    expect(directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
  });

  it.each<Record<string, string>>([{ passkey_response: 'nobody' }, {}])(
    'keeps the page with a new challenge for %j',
    async (fields) => {
      const { browser, page, directory } = await createPasskeyTest('?to=device');
      const response = await browser.submit(page, '/sign-in/passkey', fields);
      expect(response.statusCode).toBe(422);
      expect(response.body).toContain('This passkey does not work here.');
      expect(response.body).toContain('data-options=');
      expect(response.body).toContain('name="to" value="device"');
      expect(response.body).toContain('href="/sign-in?to=device&amp;set_language=de"');
      expect(directory.liveSessions()).toEqual([]);
    },
  );

  it.each([
    ['without its token', {}, { form_token: '' }],
    ['from another origin', { origin: 'https://evil.example' }, {}],
  ])('refuses a form %s', async (_what, headers, fields) => {
    const { browser, page, directory } = await createPasskeyTest();
    const form = formsOf(page.body).find(({ action }) => action === '/sign-in/passkey');
    const sent = { ...form?.hidden, passkey_response: 'ada-signed', ...fields };
    expect((await browser.post('/sign-in/passkey', sent, headers)).statusCode).toBe(403);
    expect(directory.liveSessions()).toEqual([]);
  });
});

describe('signing in anew', () => {
  it('is asked also of somebody who is signed in, with their address filled in', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    test.time.now = new Date(test.time.now.getTime() + 3_600_000);
    const page = await browser.get('/sign-in?to=account&page=security&reauthenticate=1');
    expect(page.body).toContain('value="ada@example.com"');
    const former = browser.cookies.get(sessionCookie);
    const response = await browser.submit(page, '/sign-in', { email: ada.email, password: ada.password });
    expect(response.headers.location).toBe('/account/security');
    expect(test.directory.liveSessions()).toHaveLength(1);
    expect(test.directory.liveSessions()).not.toContain(former);
  });

  it('that fails keeps the session that is there', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    const page = await browser.get('/sign-in?to=account&reauthenticate=1');
    const wrong = await browser.submit(page, '/sign-in', { email: ada.email, password: 'wrong' });
    expect(wrong.statusCode).toBe(422);
    const away = () => Promise.reject(new RpcError('NOT_FOUND', 'used in another tab'));
    test.directory.sessions.createSession = away;
    const ended = await browser.submit(wrong, '/sign-in', { email: ada.email, password: ada.password });
    expect(ended.headers.location).toBe('/sign-in?to=account&reauthenticate=1&ended=1');
    expect(test.directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
  });
});
