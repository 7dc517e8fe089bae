import { EmailLinkPurpose } from '@latchkey/contracts';
import { RpcError, type StatusName } from '@latchkey/rpc';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { createTestServer, type TestServer } from '../testing/test-server';

const authorize = new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
  login_hint: 'ada@example.com',
});
const kinds = [
  ['/sign-up', EmailLinkPurpose.SIGN_UP],
  ['/forgot-password', EmailLinkPurpose.RESET_PASSWORD],
] as const;

/** The query of an authorization request that was opened, with its question mark. */
const openRequest = async (browser: TestBrowser) =>
  new URL(
    (await browser.get(`/authorize/?${authorize}`)).headers.location as string,
    'https://auth.example.com',
  ).search;
const failing = ({ accounts }: TestServer, status: StatusName) => {
  accounts.service.sendEmailLink = () => Promise.reject(new RpcError(status, 'no'));
};

describe.each(kinds)('%s', (path, purpose) => {
  it('asks for an e-mail address and for nothing else', async () => {
    const response = await new TestBrowser(createTestServer().server).get(path);
    expect(response.statusCode).toBe(200);
    expect(response.body).toMatch(/<input type="email"[^>]* autocomplete="(email|username)"/);
    expect(response.body).not.toContain('type="password"');
    expect(response.body).toContain('href="/sign-in"');
  });

  it('mails a link in the language of the page, which carries along what was under way', async () => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const query = await openRequest(browser);
    const page = await browser.get(`${path}${query}`, { 'accept-language': 'fr' });
    const [form] = formsOf(page.body);
    const response = await browser.post(
      path,
      { ...form?.hidden, email: 'new@example.com' },
      { 'accept-language': 'fr', 'x-forwarded-for': '203.0.113.7' },
    );
    expect(response.statusCode).toBe(303);
    expect(accounts.mails).toMatchObject([
      {
        purpose,
        email: 'new@example.com',
        language: 'fr',
        continuation: `${query.slice(1)}&ui_locales=fr`,
        remoteAddress: '203.0.113.7',
      },
    ]);
  });

  it('says where the mail went, also after a reload, with the address in no URL', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const query = await openRequest(browser);
    const page = await browser.get(`${path}${query}`);
    const sent = await browser.submit(page, path, { email: 'new@example.com' });
    const address = sent.headers.location as string;
    expect(address).toContain(`${path}/sent?`);
    expect(address).not.toContain('example.com');
    for (const shown of [await browser.get(address), await browser.get(address)]) {
      expect(shown.statusCode).toBe(200);
      expect(shown.body).toContain('An e-mail is on its way to new@example.com.');
      expect(shown.body).toContain(`href="${path}${query}"`);
      expect(shown.body).toContain(`href="/sign-in${query}"`);
      expect(shown.body).not.toContain('href="/outbox"');
    }
  });

  it('sends it again at the press of a button, and says so', async () => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const query = await openRequest(browser);
    const first = await browser.follow(
      await browser.submit(await browser.get(`${path}${query}`), path, { email: 'new@example.com' }),
    );
    expect(first.body).not.toContain('once more');
    const second = await browser.follow(await browser.submit(first, path));
    expect(second.body).toContain('We have sent it once more');
    expect(accounts.mails).toHaveLength(2);
    expect(accounts.mails[1]).toMatchObject({ ...accounts.mails[0], token: expect.any(String) });
  });

  it('leads to the outbox where mails are kept', async () => {
    const { server, accounts } = createTestServer();
    accounts.rules.mailsAreKept = true;
    const browser = new TestBrowser(server);
    const sent = await browser.submit(await browser.get(path), path, { email: 'new@example.com' });
    expect((await browser.follow(sent)).body).toContain('href="/outbox"');
  });

  it.each([
    ['', 'Enter your e-mail address'],
    ['nobody', 'Check the address'],
    [`${'a'.repeat(320)}@example.com`, 'Check the address'],
  ])('asks again for the address "%s", and keeps it', async (email, words) => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const response = await browser.submit(await browser.get(path), path, { email });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(`<a href="#email">${words}`);
    expect(response.body).toContain(email);
    expect(accounts.mails).toEqual([]);
  });

  it('asks to wait when too many mails were asked for', async () => {
    const test = createTestServer();
    failing(test, 'RESOURCE_EXHAUSTED');
    const browser = new TestBrowser(test.server);
    const response = await browser.submit(await browser.get(`${path}?to=device`), path, {
      email: 'a@example.com',
    });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('3600');
    expect(response.body).toContain('Too many e-mails were requested');
    expect(response.body).toContain(`href="${path}?to=device"`);
    expect(response.body).not.toContain('a@example.com');
  });

  it('refuses a form that is not ours, and mails nothing', async () => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const [form] = formsOf((await browser.get(path)).body);
    expect((await browser.post(path, { email: 'a@example.com' })).statusCode).toBe(403);
    const fields = { ...form?.hidden, email: 'a@example.com' };
    expect((await browser.post(path, fields, { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect(accounts.mails).toEqual([]);
  });

  it.each(['?to=https://evil.example/', '?to=device&to=device', `?request_uri=${'a'.repeat(513)}`])(
    'refuses %s',
    async (query) => {
      expect((await new TestBrowser(createTestServer().server).get(`${path}${query}`)).statusCode).toBe(400);
    },
  );

  it('refuses to carry along what no link can hold', async () => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const page = await browser.get(`${path}?request_uri=${'%25'.repeat(500)}`);
    expect((await browser.submit(page, path, { email: 'a@example.com' })).statusCode).toBe(400);
    expect(accounts.mails).toEqual([]);
  });

  it('fills in whom the application expects, unless another browser opened its request', async () => {
    const { server } = createTestServer();
    const browser = new TestBrowser(server);
    const query = await openRequest(browser);
    expect((await browser.get(`${path}${query}`)).body).toContain('value="ada@example.com"');
    const other = await new TestBrowser(server).get(`${path}${query}`);
    expect(other.statusCode).toBe(200);
    expect(other.body).not.toContain('ada@example.com');
  });

  it('never logs an address', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const sent = await browser.submit(await browser.get(path), path, { email: 'new@example.com' });
    await browser.follow(sent);
    expect(test.log()).toContain(`"path":"${path}/sent"`);
    expect(test.log()).not.toContain('new@example.com');
  });
});

describe('/sign-up, where sign-up is closed', () => {
  it('says so and leads back to what was under way', async () => {
    const { server, accounts } = createTestServer();
    accounts.rules.signUpOpen = false;
    const response = await new TestBrowser(server).get('/sign-up?to=device&user_code=ETE39050');
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('Sign-up is not open here');
    expect(response.body).toContain('href="/sign-in?to=device&amp;user_code=ETE39050"');
    expect(formsOf(response.body)).toEqual([]);
  });

  it('says so to a form of before, too', async () => {
    const { server, accounts } = createTestServer();
    const browser = new TestBrowser(server);
    const page = await browser.get('/sign-up');
    accounts.rules.signUpOpen = false;
    const response = await browser.submit(page, '/sign-up', { email: 'new@example.com' });
    expect(response.statusCode).toBe(403);
    expect(response.body).toContain('Sign-up is not open here');
    expect(accounts.mails).toEqual([]);
  });
});
