import { OAuthError } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

const authorize = new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
  login_hint: 'ada@example.com',
});
const sessionCookie = '__Host-latchkey_session';

/** A server on which checking a password fails. */
function failing(error: Error) {
  const { service } = createTestServer().authentication;
  const authenticateWithPassword = () => Promise.reject(error);
  return createTestServer({ authentication: { ...service, authenticateWithPassword } });
}

describe('GET /sign-in', () => {
  it.each(['/sign-in', '/sign-in/'])('asks for e-mail address and password at %s', async (path) => {
    const response = await new TestBrowser(createTestServer().server).get(path);
    expect(response.statusCode).toBe(200);
    expect(response.body).toMatch(/<input type="email"[^>]* autocomplete="username webauthn"/);
    expect(response.body).toMatch(/<input type="password"[^>]* autocomplete="current-password"/);
    expect(response.body).toContain('This is auth.example.com.');
  });

  it('says for which application, and fills in whom the application expects', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.get(`/authorize/?${authorize}`);
    const page = await browser.get(headers.location as string);
    expect(page.body).toContain('to continue to Demo Web');
    expect(page.body).toMatch(/<input type="email" value="ada@example.com"/);
  });

  it('does not ask for a password for a request that has ended', async () => {
    const response = await new TestBrowser(createTestServer().server).get('/sign-in?request_uri=urn:gone');
    expect(response.statusCode).toBe(410);
    expect(response.body).not.toContain('type="password"');
  });

  it('leads on somebody who is signed in', async () => {
    const browser = new TestBrowser(createTestServer().server);
    await browser.signIn();
    expect((await browser.get('/sign-in')).headers.location).toBe('/');
    expect((await browser.get('/sign-in?to=device&user_code=ETE39050')).headers.location).toBe(
      '/device?user_code=ETE39050',
    );
  });

  it.each(['?to=https://evil.example/', '?to=device&to=device', '?request_uri=%FF'])(
    'refuses %s',
    async (query) => {
      const response = await new TestBrowser(createTestServer().server).get(`/sign-in${query}`);
      expect(response.statusCode).toBe(400);
    },
  );
});

describe('POST /sign-in', () => {
  it('starts a session and goes on to what the person was about to do', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    const { headers } = await browser.get(`/authorize/?${authorize}`);
    const query = new URL(headers.location as string, 'https://auth.example.com').search;
    const response = await browser.signIn(ada, query);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(`/consent${query}`);
    expect(directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
  });

  it('tells the directory from where, as the gateway saw it', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    const page = await browser.get('/sign-in');
    const [form] = formsOf(page.body);
    await browser.post(
      '/sign-in',
      { ...form?.hidden, email: ada.email, password: ada.password },
      {
        'x-forwarded-for': '198.51.100.1, 203.0.113.7',
        'x-latchkey-region': '%C3%8Ele-de-France',
        'user-agent': 'Browser/1.0',
      },
    );
    expect(directory.created).toEqual([
      { remoteAddress: '203.0.113.7', userAgent: 'Browser/1.0', region: 'Île-de-France' },
    ]);
  });

  it('ends the session of whoever was signed in before', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    const page = await browser.get('/sign-in');
    await browser.signIn(ada);
    const adas = browser.cookies.get(sessionCookie);
    await browser.submit(page, '/sign-in', { email: grace.email, password: grace.password });
    expect(directory.liveSessions()).toHaveLength(1);
    expect(directory.liveSessions()).not.toContain(adas);
  });

  it.each([
    ['a wrong password', { email: ada.email, password: 'wrong' }],
    ['an unknown address', { email: 'nobody@example.com', password: ada.password }],
  ])('asks again after %s, with the same words, and keeps the address', async (_what, credentials) => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.signIn(credentials);
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('E-mail address and password do not go together.');
    expect(response.body).toContain('<title>Error: Sign in · Latchkey</title>');
    expect(response.body).toContain(`value="${credentials.email}"`);
    expect(response.body).not.toContain(credentials.password);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it('says which field is empty', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.signIn({ email: '', password: '' });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('<a href="#email">Enter your e-mail address</a>');
    expect(response.body).toContain('<a href="#password">Enter your password</a>');
    expect(response.body).toMatch(
      /id="email" name="email" aria-invalid="true" aria-describedby="email-error"/,
    );
  });

  it('says where the attempt came from, and to wait when too many have failed', async () => {
    const { server, authentication } = createTestServer();
    await new TestBrowser(server).signIn();
    expect(authentication.addresses).toEqual(['127.0.0.1']);

    const throttled = new RpcError('RESOURCE_EXHAUSTED', 'too many sign-ins have failed');
    const response = await new TestBrowser(failing(throttled).server).signIn(ada, '?to=device');
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('900');
    expect(response.body).toContain('Too many sign-ins have failed');
    expect(response.body).toContain('15 minutes');
    expect(response.body).toContain('href="/sign-in?to=device"');
    expect(response.body).not.toContain(ada.email);
  });

  it.each([
    [new OAuthError('temporarily_unavailable', { retryAfterSeconds: 2 }), '2'],
    [new OAuthError('temporarily_unavailable'), '5'],
  ])('asks to wait when too many people sign in at once (%s)', async (overload, retryAfter) => {
    const response = await new TestBrowser(failing(overload).server).signIn();
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe(retryAfter);
    expect(response.body).toContain('Many people are signing in right now.');
    expect(response.body).toContain(`value="${ada.email}"`);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])(
    'never leads to %s',
    async (address) => {
      const browser = new TestBrowser(createTestServer().server);
      const page = await browser.get('/sign-in');
      for (const name of ['next', 'return_to', 'redirect_uri', 'continue']) {
        const response = await browser.submit(page, '/sign-in', {
          email: ada.email,
          password: ada.password,
          [name]: address,
        });
        expect(response.headers.location).toBe('/');
      }
    },
  );

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that is not told', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of this site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a form that comes from %s, even with its token', async (_what, headers) => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    const [form] = formsOf((await browser.get('/sign-in')).body);
    const fields = { ...form?.hidden, email: ada.email, password: ada.password };
    expect((await browser.post('/sign-in', fields, headers)).statusCode).toBe(403);
    expect(directory.liveSessions()).toEqual([]);
  });

  it('refuses a form without its token', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.get('/sign-in');
    const response = await browser.post('/sign-in', { email: ada.email, password: ada.password });
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('This form is out of date');
    expect(directory.liveSessions()).toEqual([]);
  });

  it('refuses a repeated field', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const [form] = formsOf((await browser.get('/sign-in')).body);
    const fields = new URLSearchParams({ ...form?.hidden, email: ada.email, password: ada.password });
    const response = await browser.post('/sign-in', `${fields}&email=grace@example.com`);
    expect(response.statusCode).toBe(400);
  });
});

describe('POST /sign-out', () => {
  const signOutForm = async (browser: TestBrowser) => {
    const { headers } = await browser.get(`/authorize/?${authorize}`);
    return browser.get(headers.location as string);
  };

  it('ends the session and lets somebody else go on with the request', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    const page = await signOutForm(browser);
    const response = await browser.submit(page, '/sign-out');
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toMatch(/^\/sign-in\?request_uri=urn/);
    expect(response.headers['set-cookie']).toMatch(/^__Host-latchkey_session=;.*Max-Age=0.*; Secure/);
    expect(directory.liveSessions()).toEqual([]);
    expect((await browser.get(response.headers.location as string)).body).toContain('type="password"');
  });

  it('leads home when nothing was under way', async () => {
    const browser = new TestBrowser(createTestServer().server);
    await browser.signIn();
    const form = formsOf((await signOutForm(browser)).body).find(({ action }) => action === '/sign-out');
    const response = await browser.post('/sign-out', { form_token: form?.hidden.form_token ?? '' });
    expect(response.headers.location).toBe('/');
  });

  it('keeps the session when the form is not ours', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    expect((await browser.post('/sign-out', {})).statusCode).toBe(403);
    expect(directory.liveSessions()).toHaveLength(1);
  });
});
