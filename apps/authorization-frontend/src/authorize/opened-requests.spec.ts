import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const query = new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
});
const prefix = '__Host-latchkey_request_';
const bindings = (browser: TestBrowser) =>
  [...browser.cookies.keys()].filter((name) => name.startsWith(prefix));

/** Opens a request and returns where it leads. */
const open = async (browser: TestBrowser) =>
  (await browser.get(`/authorize/?${query}`)).headers.location as string;

describe('the binding of a request to its browser', () => {
  it('is a cookie of this host, for as long as the request lives, that does not hold the handle', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.get(`/authorize/?${query}`);
    expect([headers['set-cookie']].flat()).toEqual([
      expect.stringMatching(
        /^__Host-latchkey_request_[\w-]{22}=\d+\.600; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const handle = (headers.location as string).split('%3A').at(-1) ?? '';
    expect(String(headers['set-cookie'])).not.toContain(handle);
  });

  it('keeps two tabs apart, also when a form of a client opens one and its cookies stay behind', async () => {
    const browser = new TestBrowser(createTestServer().server);
    await browser.signIn();
    const first = await open(browser);
    const others = new Map(browser.cookies);
    browser.cookies.clear();
    const foreign = { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' };
    const posted = await browser.post('/authorize/', query.toString(), foreign);
    for (const [name, value] of others) browser.cookies.set(name, value);
    const second = (posted.headers.location as string).replace('/sign-in', '/consent');
    for (const path of [first, second, first]) expect((await browser.get(path)).statusCode).toBe(200);
  });

  it('lets go of the oldest beyond twenty', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    const paths: string[] = [];
    for (let index = 0; index < 22; index += 1) {
      test.time.now = new Date(test.time.now.getTime() + 1_000);
      paths.push(await open(browser));
    }
    expect(bindings(browser)).toHaveLength(20);
    expect((await browser.get(paths[1] ?? '')).statusCode).toBe(403);
    expect((await browser.get(paths[2] ?? '')).statusCode).toBe(200);
    expect((await browser.get(paths[21] ?? '')).statusCode).toBe(200);
  });

  it('takes a reload of a pushed request to the pages, whatever the issuer would say by now', async () => {
    const { server, issuer } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    const requestUri = new URL(await open(browser), 'https://auth.example.com').searchParams.get(
      'request_uri',
    );
    const reload = `/authorize/?${new URLSearchParams({ client_id: 'demo-web', request_uri: requestUri ?? '' })}`;
    const page = await browser.follow(await browser.get(reload));
    expect(page.body).toContain('Demo Web asks for access');
    expect(issuer.decisions).toEqual([]);
    const stranger = new TestBrowser(server);
    expect((await stranger.get(reload)).statusCode).toBe(400);
  });

  it('remembers a choice no longer than the request lives, and of no request that it has not opened', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    const { headers } = await browser.get(`/authorize/?${query}&prompt=select_account`);
    const page = await browser.follow(await browser.get(headers.location as string));
    test.time.now = new Date(test.time.now.getTime() + 100_500);
    const chosen = await browser.submit(page, '/select-account');
    expect(String(chosen.headers['set-cookie'])).toMatch(/=\d+\.600\.[\w-]+; Max-Age=500; /);
    for (const name of bindings(browser)) browser.cookies.set(name, 'forged');
    const forged = await browser.submit(page, '/select-account');
    expect(forged.headers).not.toHaveProperty('set-cookie');
    expect((await browser.follow(forged)).body).toContain('Which account?');
  });
});
