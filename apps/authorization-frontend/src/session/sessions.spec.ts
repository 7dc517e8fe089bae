import { RpcError } from '@latchkey/rpc';
import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const cookiesOf = (header: string | string[] | undefined) => [header ?? []].flat();

describe('the session cookie', () => {
  it('is bound to this host over https', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.signIn();
    expect(cookiesOf(headers['set-cookie'])).toEqual([
      expect.stringMatching(/^__Host-latchkey_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('has neither prefix nor Secure on localhost without TLS', async () => {
    const publicUrl = 'http://localhost:9000';
    const browser = new TestBrowser(createTestServer({ publicUrl }).server, publicUrl);
    const { headers } = await browser.signIn();
    expect(cookiesOf(headers['set-cookie'])).toEqual([
      expect.stringMatching(/^latchkey_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect([...browser.cookies.keys()]).toEqual(['latchkey_browser', 'latchkey_session']);
  });

  it('is not believed without its prefix over https, where another host may have set it', async () => {
    const { server } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    const token = browser.cookies.get('__Host-latchkey_session') ?? '';
    browser.cookies.delete('__Host-latchkey_session');
    browser.cookies.set('latchkey_session', token);
    expect((await browser.get('/device')).headers.location).toBe('/sign-in?to=device');
  });

  it('means nothing when the session has ended', async () => {
    const { server, directory } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    const [token] = directory.liveSessions();
    await directory.sessions.deleteSession({ sessionToken: token });
    expect((await browser.get('/device')).headers.location).toBe('/sign-in?to=device');
  });

  it.each(['short', `${'A'.repeat(43)}.`, 'A'.repeat(4000)])(
    'is not worth a call to the directory as %.10s…',
    async (value) => {
      const { sessions } = createTestServer().directory;
      let calls = 0;
      const counting: typeof sessions = {
        ...sessions,
        getSession: (request) => {
          calls += 1;
          return sessions.getSession(request);
        },
      };
      const browser = new TestBrowser(createTestServer({ sessions: counting }).server);
      browser.cookies.set('__Host-latchkey_session', value);
      expect((await browser.get('/device')).statusCode).toBe(303);
      expect(calls).toBe(0);
    },
  );

  it('does not turn an outage into a sign-out', async () => {
    const { sessions } = createTestServer().directory;
    const away = { ...sessions, getSession: () => Promise.reject(new RpcError('UNAVAILABLE', 'gone')) };
    const browser = new TestBrowser(createTestServer({ sessions: away }).server);
    browser.cookies.set('__Host-latchkey_session', 'A'.repeat(43));
    const response = await browser.get('/device');
    expect(response.statusCode).toBe(503);
    expect(response.cookies).toEqual([]);
  });
});
