import { RpcError } from '@latchkey/rpc';
import { openAgain, openConsent, redirectUris } from '../testing/open-consent';
import { TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

const resource = 'https://auth.example.com/resource/';

describe('who asks', () => {
  it.each([
    [{}, 'not known: nobody has told us who is behind it'],
    [{ publisherName: 'ACME' }, 'ACME (by its own account: we have not checked that)'],
    [{ publisherName: 'ACME', publisherVerified: true }, 'ACME (we have checked who that is)'],
  ])('is told with its publisher: %j', async (profile, text) => {
    const test = createTestServer();
    test.clients.profiles.set('demo-web', profile);
    const { page } = await openConsent(test);
    expect(page.body).toContain(`<dt>Publisher</dt><dd>${text}</dd>`);
    expect(page.body).not.toContain('/applications/logo');
  });

  it('is refused when the client is gone or disabled', async () => {
    const test = createTestServer();
    test.clients.profiles.set('demo-web', 'gone');
    const { page } = await openConsent(test);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('<code>unauthorized_client</code>');
  });
});

describe('a choice', () => {
  const scope = 'flex:read flex:share';

  it('is there for an optional scope alone, and ticked', async () => {
    const { page } = await openConsent(createTestServer(), 'demo-web', scope);
    expect(page.body.match(/type="checkbox"/g)).toHaveLength(1);
    expect(page.body).toMatch(/<input type="checkbox" name="scope:flex:share" value="yes" checked/);
    expect(page.body).toContain('<span>ResiFlex Demo API: Share your plans</span>');
  });

  it.each([
    ['with its tick', { 'scope:flex:share': 'yes' }, ['flex:read', 'flex:share']],
    ['without it', {}, ['flex:read']],
  ])('is taken %s', async (_what, ticks, scopes) => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, 'demo-web', scope);
    await browser.submit(page, '/consent', { decision: 'allow', ...ticks });
    expect(test.issuer.decisions).toEqual([{ decision: 'approved', subject: ada.subject, scopes }]);
    expect(test.consents.allowed(ada.subject, 'demo-web')).toEqual(scopes.map((one) => `${resource} ${one}`));
  });

  it('leaves out what lost its tick, though another tab has allowed it in the meantime', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, 'demo-web', scope);
    const allowed = [{ resource, scopes: ['flex:share'] }];
    await test.consents.service.recordConsent({ subject: ada.subject, clientId: 'demo-web', allowed });
    await browser.submit(page, '/consent', { decision: 'allow' });
    expect(test.issuer.decisions[0]?.scopes).toEqual(['flex:read']);
  });

  it('of nothing at all is a no', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, 'demo-web', 'flex:share');
    await browser.submit(page, '/consent', { decision: 'allow' });
    expect(test.issuer.decisions).toEqual([{ decision: 'denied' }]);
    expect(test.consents.allowed(ada.subject, 'demo-web')).toEqual([]);
  });

  it('cannot be made about a scope that is not optional, nor add one that was not asked for', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, 'demo-web', 'flex:read');
    const made = { 'offer:flex:read': 'yes', 'scope:flex:control': 'yes' };
    await browser.submit(page, '/consent', { decision: 'allow', ...made });
    expect(test.issuer.decisions[0]?.scopes).toEqual(['flex:read']);
  });
});

describe('what was allowed before', () => {
  /** A browser in which Ada has allowed a client to read. */
  async function allowed(clientId: keyof typeof redirectUris = 'demo-web') {
    const test = createTestServer();
    const { browser, page } = await openConsent(test, clientId);
    await browser.submit(page, '/consent', { decision: 'allow' });
    return { ...test, browser };
  }

  it('is not asked again', async () => {
    const { browser, issuer } = await allowed();
    const response = await openAgain(browser);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('https://app.example.com/callback?code=a-code&state=s');
    expect(issuer.decisions).toHaveLength(2);
    expect(issuer.decisions[1]).toEqual({
      decision: 'approved',
      subject: ada.subject,
      scopes: ['flex:read'],
    });
  });

  it('is shown as such beside what is new', async () => {
    const { browser, issuer, consents } = await allowed();
    const page = await openAgain(browser, { scope: 'flex:read flex:control' });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Now it asks for this as well');
    const [asked = '', before = ''] = page.body.split('Allowed before');
    expect(asked).toContain('Control your energy devices');
    expect(asked).not.toContain('See your energy devices');
    expect(before).toContain('See your energy devices and their plans');
    await browser.submit(page, '/consent', { decision: 'allow' });
    expect(issuer.decisions[1]?.scopes).toEqual(['flex:read', 'flex:control']);
    expect(consents.allowed(ada.subject, 'demo-web')).toHaveLength(2);
  });

  it('is asked all the same with prompt=consent, over a sign-in and in another language, too', async () => {
    const { browser, issuer } = await allowed();
    expect((await openAgain(browser, { prompt: 'consent' })).body).toContain('You have allowed all of this');
    browser.cookies.delete('__Host-latchkey_session');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: redirectUris['demo-web'],
      scope: 'flex:read',
      prompt: 'login consent',
    });
    const { headers } = await browser.get(`/authorize/?${query}`);
    const signIn = new URL(headers.location as string, 'https://auth.example.com');
    const page = await browser.follow(await browser.signIn(ada, signIn.search));
    expect(page.body).toContain('You have allowed all of this');
    const [, german = ''] = /href="([^"]*set_language=de)"/.exec(page.body) ?? [];
    const inGerman = await browser.follow(await browser.get(german.replaceAll('&amp;', '&')));
    expect(inGerman.body).toContain('Das alles haben Sie schon einmal erlaubt.');
    expect(issuer.decisions).toHaveLength(1);
  });

  it('says nothing of another client, another user or another scope', async () => {
    const { browser, issuer } = await allowed();
    const other = { client_id: 'demo-policy', redirect_uri: redirectUris['demo-policy'] };
    expect((await openAgain(browser, other)).statusCode).toBe(200);
    expect((await openAgain(browser, { scope: 'flex:read other' })).statusCode).toBe(200);
    browser.cookies.delete('__Host-latchkey_session');
    await browser.signIn(grace);
    expect((await openAgain(browser)).statusCode).toBe(200);
    expect(issuer.decisions).toHaveLength(1);
  });

  it.each(['demo-cli', 'demo-phone'] as const)(
    'does not let %s in unasked, whose answer any program on the device could take',
    async (clientId) => {
      const { browser, issuer } = await allowed(clientId);
      const again = { client_id: clientId, redirect_uri: redirectUris[clientId] };
      expect((await openAgain(browser, again)).statusCode).toBe(200);
      expect(issuer.decisions).toHaveLength(1);
    },
  );

  it('is remembered of a yes alone', async () => {
    const test = createTestServer();
    const { browser, page } = await openConsent(test);
    await browser.submit(page, '/consent', { decision: 'deny' });
    expect(test.consents.allowed(ada.subject, 'demo-web')).toEqual([]);
    expect((await openAgain(browser)).statusCode).toBe(200);
  });

  it('lets the answer through the policy of the sign-in form, which may lead straight to the client', async () => {
    const { browser } = await allowed();
    browser.cookies.delete('__Host-latchkey_session');
    const page = await openAgain(browser);
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://app.example.com;");
  });

  it('gives the client nothing when it cannot be remembered', async () => {
    const consents = createTestServer().consents.service;
    const recordConsent = () => Promise.reject(new RpcError('UNAVAILABLE', 'the directory is away'));
    const test = createTestServer({ consents: { ...consents, recordConsent } });
    const { browser, page } = await openConsent(test);
    expect((await browser.submit(page, '/consent', { decision: 'allow' })).statusCode).toBe(503);
    expect(test.issuer.decisions).toEqual([]);
  });
});

describe('an application of the operator', () => {
  it.each<Record<string, string>>([{}, { prompt: 'consent' }])('is let in unasked (%j)', async (changes) => {
    const test = createTestServer();
    test.clients.profiles.set('demo-web', { firstParty: true });
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    expect((await openAgain(browser, changes)).headers.location).toContain('code=a-code');
    expect(test.consents.allowed(ada.subject, 'demo-web')).toEqual([]);
  });
});
