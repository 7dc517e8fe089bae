import { openConsent } from '../testing/open-consent';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

describe('GET /consent', () => {
  it('says who asks for what, who is signed in, and where the browser goes', async () => {
    const { page } = await openConsent(createTestServer(), 'demo-web', 'flex:read flex:control other');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Demo Web asks for access</h1>');
    expect(page.body).toContain('ResiFlex Demo API');
    expect(page.body).toContain('See your energy devices and their plans');
    expect(page.body).toContain('Control your energy devices');
    expect(page.body).toContain('<span>other</span>');
    expect(page.body).toContain('Ada, ada@example.com');
    expect(page.body).toContain('<dd>app.example.com</dd>');
    expect(page.body).toContain('Not you? Sign out');
  });

  it('says so when the application asks for nothing but to know who it is', async () => {
    const { page } = await openConsent(createTestServer(), 'demo-web', '');
    expect(page.body).toContain('asks for nothing else');
  });

  it('asks who is there first', async () => {
    const { browser, path } = await openConsent(createTestServer());
    browser.cookies.delete('__Host-latchkey_session');
    const response = await browser.get(path);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(path.replace('/consent', '/sign-in'));
  });

  it.each([
    ['demo-web', 'https://app.example.com'],
    ['demo-cli', 'http://127.0.0.1'],
    ['demo-loopback', 'http:'],
    ['demo-phone', 'com.example.app:'],
  ] as const)('lets the answer of %s end at %s and nowhere else', async (clientId, source) => {
    const { page } = await openConsent(createTestServer(), clientId);
    expect(page.headers['content-security-policy']).toContain(`form-action 'self' ${source};`);
  });

  it('lets no redirect URI add to the policy', async () => {
    const { page } = await openConsent(createTestServer(), 'demo-policy');
    expect(page.headers['content-security-policy']).toContain("form-action 'self';");
  });

  it('escapes what a client chose', async () => {
    const { page } = await openConsent(createTestServer(), 'demo-evil', 'a<b');
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).not.toContain('<img>');
    expect(page.body).not.toContain('a<b');
    expect(page.body).toContain('&lt;script>alert(1)&lt;/script> asks for access');
  });

  it('says to start again when the request has ended', async () => {
    const test = createTestServer();
    const { browser, path } = await openConsent(test);
    test.time.now = new Date(test.time.now.getTime() + 600_000);
    const response = await browser.get(path);
    expect(response.statusCode).toBe(410);
    expect(response.body).toContain('Go back to the application and start again there.');
    expect(response.body).toContain('href="https://app.example.com/"');
    expect(response.body).toContain('Back to Demo Web');
  });

  it('explains itself without a request', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get('/consent/');
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('Go to the application and choose to sign in there.');
  });
});

describe('a request of another browser', () => {
  /** A browser in which Grace is signed in, and a handle that Ada's browser has opened. */
  async function stolen() {
    const test = createTestServer();
    const { path } = await openConsent(test);
    const browser = new TestBrowser(test.server);
    await browser.signIn(grace);
    return { ...test, browser, path };
  }

  it('is not shown, and leads nobody to sign in for it', async () => {
    const { browser, path } = await stolen();
    for (const page of [path, path.replace('/consent', '/sign-in')]) {
      const response = await browser.get(page);
      expect(response.statusCode).toBe(403);
      expect(response.body).toContain('This sign-in began somewhere else');
      expect(response.body).not.toContain('Demo Web');
    }
  });

  it('is neither allowed nor signed in for by a form', async () => {
    const { browser, path, issuer, directory } = await stolen();
    const requestUri = new URL(path, 'https://auth.example.com').searchParams.get('request_uri') ?? '';
    const own = await browser.get('/device');
    const [form] = formsOf(own.body);
    const fields = { ...form?.hidden, request_uri: requestUri, decision: 'allow' };
    expect((await browser.post('/consent', fields)).statusCode).toBe(403);
    const stranger = new TestBrowser(createTestServer().server);
    const page = await stranger.get('/sign-in');
    const signIn = { email: ada.email, password: ada.password, request_uri: requestUri };
    expect((await stranger.submit(page, '/sign-in', signIn)).statusCode).toBe(410);
    expect(issuer.decisions).toEqual([]);
    expect(directory.liveSessions()).toHaveLength(2);
  });

  it('says that it has ended when it has', async () => {
    const { browser, path, time } = await stolen();
    time.now = new Date(time.now.getTime() + 600_000);
    expect((await browser.get(path)).statusCode).toBe(410);
  });
});

describe('POST /consent', () => {
  it('takes a yes to the client, with everything that was on the page', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, 'demo-web', 'flex:read flex:control');
    const response = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('https://app.example.com/callback?code=a-code&state=s');
    expect(test.issuer.decisions).toEqual([
      { decision: 'approved', subject: ada.subject, scopes: ['flex:read', 'flex:control'] },
    ]);
  });

  it('takes a no to the client', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    const response = await browser.submit(page, '/consent', { decision: 'deny' });
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('https://app.example.com/callback?error=access_denied');
    expect(test.issuer.decisions).toEqual([{ decision: 'denied' }]);
  });

  it('changes no character of a private-use redirect URI', async () => {
    const { browser, page } = await openConsent(createTestServer(), 'demo-phone');
    const response = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(response.headers.location).toBe('com.example.app:/callback?code=a-code&state=s');
  });

  it.each<Record<string, string>>([{}, { decision: 'perhaps' }])(
    'takes %j for no decision at all',
    async (fields) => {
      const test = createTestServer();
      const { browser, page } = await openConsent(test);
      expect((await browser.submit(page, '/consent', fields)).statusCode).toBe(400);
      expect(test.issuer.decisions).toEqual([]);
    },
  );

  it('says to start again when the request has ended', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    test.time.now = new Date(test.time.now.getTime() + 600_000);
    const late = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(late.statusCode).toBe(410);
    expect(late.headers).not.toHaveProperty('location');
    expect(late.body).toContain('href="https://app.example.com/"');
  });

  it('leads back to the application when the request has its answer', async () => {
    const { browser, page } = await openConsent(createTestServer());
    await browser.submit(page, '/consent', { decision: 'allow' });
    const response = await browser.submit(page, '/consent', { decision: 'deny' });
    expect(response.statusCode).toBe(409);
    expect(response.body).toContain('You have answered already');
    expect(response.body).toMatch(/href="https:\/\/app\.example\.com\/"[^>]*>Back to Demo Web/);
  });

  it('links to no address that is not on the web', async () => {
    const { browser, page } = await openConsent(createTestServer(), 'demo-phone');
    await browser.submit(page, '/consent', { decision: 'allow' });
    const response = await browser.submit(page, '/consent', { decision: 'deny' });
    expect(response.body).not.toContain('com.example.app');
  });

  it('opens the page anew for a form that is out of date', async () => {
    const { browser, path, page } = await openConsent(createTestServer());
    const response = await browser.submit(page, '/consent', { decision: 'allow', form_token: 'old' });
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain(`href="${path}"`);
  });

  it('asks who is there when the session has ended in the meantime', async () => {
    const test = createTestServer();
    const { browser, path, page } = await openConsent(test);
    await test.directory.sessions.deleteSession({ sessionToken: test.directory.liveSessions()[0] });
    const response = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(response.headers.location).toBe(path.replace('/consent', '/sign-in'));
    expect(test.issuer.decisions).toEqual([]);
  });

  it('does not take the yes of one person for that of another', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    browser.cookies.delete('__Host-latchkey_session');
    await browser.signIn(grace);
    expect((await browser.submit(page, '/consent', { decision: 'allow' })).statusCode).toBe(403);
    expect(test.issuer.decisions).toEqual([]);
  });

  it('takes the yes of somebody who has signed in anew in another tab', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    const before = test.directory.liveSessions();
    await browser.signIn(ada, '?reauthenticate=1');
    expect(test.directory.liveSessions()).not.toEqual(before);
    expect((await browser.submit(page, '/consent', { decision: 'allow' })).statusCode).toBe(303);
    expect(test.issuer.decisions).toHaveLength(1);
  });

  it('does not take the yes to one request for another', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-cli',
      redirect_uri: 'http://127.0.0.1/callback',
    });
    const { headers } = await browser.get(`/authorize/?${query}`);
    const other = new URL(headers.location as string, 'https://auth.example.com').searchParams.get(
      'request_uri',
    );
    const fields = { request_uri: other ?? '', decision: 'allow' };
    expect((await browser.submit(page, '/consent', fields)).statusCode).toBe(403);
    expect(test.issuer.decisions).toEqual([]);
  });

  it.each([
    ['without its token', {}, { form_token: '' }],
    ['from another origin', { origin: 'https://evil.example' }, {}],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, {}],
  ])('refuses a form %s', async (_what, headers, fields) => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    const form = formsOf(page.body).find(({ action }) => action === '/consent');
    const response = await browser.post(
      '/consent',
      { ...form?.hidden, decision: 'allow', ...fields },
      headers,
    );
    expect(response.statusCode).toBe(403);
    expect(test.issuer.decisions).toEqual([]);
  });
});
