import { openRequests } from '../testing/open-requests';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

const hrefOf = (body: string, text: string) =>
  (new RegExp(`href="([^"]*)">${text}`).exec(body)?.[1] ?? '').replaceAll('&amp;', '&');

describe('the choice of an account', () => {
  it.each<[Record<string, string>, string]>([
    [{ prompt: 'select_account' }, 'Demo Web asks you to choose.'],
    [{ login_hint: 'grace@example.com' }, 'It expects grace@example.com.'],
  ])('is offered for %j, and goes on with the account that is there', async (changes, text) => {
    const { browser, visit, issuer } = await openRequests(createTestServer());
    const page = await visit(changes);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<h1>Which account?</h1>');
    expect(page.body).toContain(text);
    const chosen = await browser.submit(page, '/select-account');
    expect(chosen.headers.location).toMatch(/^\/consent\?request_uri=/);
    const consent = await browser.follow(chosen);
    expect(consent.body).toContain('Ada, ada@example.com');
    // A reload does not ask again.
    expect((await browser.get(chosen.headers.location as string)).body).toContain('Demo Web asks for access');
    await browser.submit(consent, '/consent', { decision: 'allow' });
    expect(issuer.decisions).toHaveLength(1);
    expect((await visit(changes)).body).toContain('Which account?');
  });

  it('leads to another account, keeps the first until then, and does not ask again', async () => {
    const { browser, visit, directory } = await openRequests(createTestServer());
    const page = await visit({ prompt: 'select_account' });
    const signIn = await browser.get(hrefOf(page.body, 'Use another account'));
    expect(signIn.body).toMatch(/<input type="email" required/);
    expect(directory.liveSessions()).toHaveLength(1);
    const fields = { email: grace.email, password: grace.password };
    const consent = await browser.follow(await browser.submit(signIn, '/sign-in', fields));
    expect(consent.body).toContain('Grace, grace@example.com');
    expect(directory.liveSessions()).toHaveLength(1);
  });

  it('fills in whom the application expects', async () => {
    const { browser, visit } = await openRequests(createTestServer());
    const page = await visit({ login_hint: 'grace@example.com' });
    const signIn = await browser.get(hrefOf(page.body, 'Use another account'));
    expect(signIn.body).toContain('value="grace@example.com"');
  });

  it('is not needed for whoever has just signed in for it', async () => {
    const { browser, open } = await openRequests(createTestServer());
    browser.cookies.delete('__Host-latchkey_session');
    const signIn = await browser.follow(await open({ prompt: 'select_account' }));
    const fields = { email: ada.email, password: ada.password };
    const page = await browser.follow(await browser.submit(signIn, '/sign-in', fields));
    expect(page.body).toContain('Demo Web asks for access');
  });

  it('holds for the account that was chosen, and no other', async () => {
    const { browser, visit } = await openRequests(createTestServer());
    const page = await visit({ prompt: 'select_account' });
    const signIn = await browser.get('/sign-in?to=account&reauthenticate=1');
    await browser.submit(signIn, '/sign-in', { email: grace.email, password: grace.password });
    const response = await browser.submit(page, '/select-account');
    const again = await browser.follow(response);
    expect(again.body).toContain('Continue as grace@example.com');
  });

  it('escapes a hint', async () => {
    const { visit } = await openRequests(createTestServer());
    expect((await visit({ login_hint: '<b>@evil.example' })).body).toContain('&lt;b>@evil.example');
  });

  it('asks who is there first, and only about a request of this browser', async () => {
    const { server, ...test } = createTestServer();
    const { browser, open } = await openRequests({ server, ...test });
    const path = ((await open()).headers.location as string).replace('/consent', '/select-account');
    expect((await new TestBrowser(server).get(path)).statusCode).toBe(403);
    browser.cookies.delete('__Host-latchkey_session');
    expect((await browser.get(path)).headers.location).toBe(path.replace('/select-account', '/sign-in'));
    expect((await browser.get('/select-account')).statusCode).toBe(400);
  });

  it('is not taken from a form of another origin', async () => {
    const { browser, visit } = await openRequests(createTestServer());
    const page = await visit({ prompt: 'select_account' });
    const [form] = formsOf(page.body);
    const headers = { origin: 'https://evil.example' };
    expect((await browser.post('/select-account', form?.hidden ?? {}, headers)).statusCode).toBe(403);
  });
});
