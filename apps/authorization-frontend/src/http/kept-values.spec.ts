import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const prefix = '__Host-latchkey_mailed_';
const ask = async (browser: TestBrowser, email: string) => {
  const response = await browser.submit(await browser.get('/forgot-password'), '/forgot-password', { email });
  return { response, path: response.headers.location as string };
};
const keptCookies = (browser: TestBrowser) =>
  [...browser.cookies.keys()].filter((name) => name.startsWith(prefix));

describe('a value that is kept for a page', () => {
  it('is in a cookie of this host, for an hour, and the address tells nothing of it', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { response, path } = await ask(browser, 'ada@example.com');
    expect([response.headers['set-cookie']].flat()).toContainEqual(
      expect.stringMatching(
        /^__Host-latchkey_mailed_[\w-]{22}=\d+\.[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    );
    expect(path).toMatch(/^\/forgot-password\/sent\?sent=[\w-]{22}$/);
  });

  it('is not mixed up with that of another tab', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const first = await ask(browser, 'one@example.com');
    const second = await ask(browser, 'other@example.com');
    for (const [path, email] of [
      [first.path, 'one@example.com'],
      [second.path, 'other@example.com'],
      [first.path, 'one@example.com'],
    ] as const) {
      expect((await browser.get(path)).body).toContain(email);
    }
  });

  it('goes when it is the oldest of more than five', async () => {
    const test = createTestServer();
    const browser = new TestBrowser(test.server);
    const paths: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      test.time.now = new Date(test.time.now.getTime() + 1_000);
      paths.push((await ask(browser, `${index}@example.com`)).path);
    }
    expect(keptCookies(browser)).toHaveLength(5);
    expect((await browser.get(paths[1] ?? '')).headers.location).toBe('/forgot-password');
    expect((await browser.get(paths[2] ?? '')).body).toContain('2@example.com');
  });

  it.each(['', '?sent=', '?sent=__proto__', `?sent=${'a'.repeat(22)}`, '?sent=../../../../../etc/passwd'])(
    'is not found under a name that was made up (%s)',
    async (query) => {
      const browser = new TestBrowser(createTestServer().server);
      await ask(browser, 'ada@example.com');
      const response = await browser.get(`/forgot-password/sent${query}`);
      expect(response.statusCode).toBe(303);
      expect(response.headers.location).toBe('/forgot-password');
    },
  );
});
