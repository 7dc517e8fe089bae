import { DenialReason } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { openRequests } from '../testing/open-requests';
import { formsOf } from '../testing/test-browser';
import { ada, createTestServer, startTime } from '../testing/test-server';

const mfa = 'https://refeds.org/profile/mfa';
const sessionCookie = '__Host-latchkey_session';

describe('a request that asks for a fresh sign-in', () => {
  it.each<Record<string, string>>([{ prompt: 'login' }, { max_age: '60' }])(
    '(%j) asks who is there, once',
    async (changes) => {
      const { browser, open, wait, issuer, time } = await openRequests(createTestServer());
      wait(61);
      const asked = await open(changes);
      expect(asked.headers.location).toMatch(/^\/sign-in\?request_uri=/);
      const page = await browser.follow(asked);
      expect(page.statusCode).toBe(200);
      expect(page.body).toMatch(/<input type="email" value="ada@example.com"/);
      const signedIn = await browser.submit(page, '/sign-in', { email: ada.email, password: ada.password });
      const consent = await browser.follow(signedIn);
      expect(consent.body).toContain('Demo Web asks for access');
      await browser.submit(consent, '/consent', { decision: 'allow' });
      expect(issuer.signIns).toEqual([{ authTime: time.now, acr: 'https://refeds.org/profile/sfa' }]);
    },
  );

  it('does not ask whoever has signed in recently enough', async () => {
    const { visit, wait } = await openRequests(createTestServer());
    wait(59);
    expect((await visit({ max_age: '60' })).body).toContain('Demo Web asks for access');
  });

  it('is not answered around the sign-in: neither its page nor its form lets an old one through', async () => {
    const { browser, open, wait, issuer } = await openRequests(createTestServer());
    const page = await browser.follow(await open());
    wait(1);
    const path = ((await open({ prompt: 'login' })).headers.location ?? '') as string;
    const consent = path.replace('/sign-in', '/consent');
    expect((await browser.get(consent)).headers.location).toBe(path);
    // A form that stood there before the request was found too old.
    const { request_uri } = Object.fromEntries(new URLSearchParams(path.split('?')[1]));
    const fields = { request_uri: request_uri ?? '', decision: 'allow' };
    expect((await browser.submit(page, '/consent', fields)).statusCode).toBe(403);
    expect(issuer.decisions).toEqual([]);
  });

  it('leads on a second tab after a reload, when the first one has signed in', async () => {
    const { browser, open, wait } = await openRequests(createTestServer());
    wait(100);
    const first = (await open({ prompt: 'login' })).headers.location as string;
    const second = (await open({ prompt: 'login', scope: 'flex:control' })).headers.location as string;
    const page = await browser.get(first);
    expect((await browser.get(second)).statusCode).toBe(200);
    await browser.submit(page, '/sign-in', { email: ada.email, password: ada.password });
    const reloaded = await browser.follow(await browser.get(second));
    expect(reloaded.body).toContain('Control your energy devices');
    expect((await browser.follow(await browser.get(first))).body).toContain('See your energy devices');
  });
});

describe('a request that asks for a second factor', () => {
  it('gets it from whoever has one, and the session keeps the time of its sign-in', async () => {
    const test = createTestServer();
    const { browser, visit, wait, issuer, authentication } = await openRequests(test);
    authentication.factors.set(ada.subject, { totp: '123456' });
    const former = browser.cookies.get(sessionCookie);
    wait(30);
    const step = await visit({ acr_values: mfa });
    expect(step.body).toContain('One more step');
    const consent = await browser.follow(
      await browser.submit(step, '/sign-in/second-step', { code: '123456' }),
    );
    expect(consent.body).toContain('Demo Web asks for access');
    expect(test.directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
    expect(browser.cookies.get(sessionCookie)).not.toBe(former);
    await browser.submit(consent, '/consent', { decision: 'allow' });
    expect(issuer.signIns).toEqual([{ authTime: startTime, acr: mfa }]);
    expect((await visit({ acr_values: mfa, scope: 'flex:control' })).body).toContain(
      'Control your energy devices',
    );
  });

  it('offers only what reaches it', async () => {
    const { browser, visit, authentication } = await openRequests(createTestServer());
    authentication.factors.set(ada.subject, { totp: '1', recoveryCodes: ['A'], passkey: 'ada-signed' });
    const step = await visit({ acr_values: 'phr' });
    expect(formsOf(step.body).map(({ action }) => action)).toEqual(['/sign-in/second-step/passkey']);
    const fields = { passkey_response: 'ada-signed' };
    const consent = await browser.follow(await browser.submit(step, '/sign-in/second-step/passkey', fields));
    expect(consent.body).toContain('Demo Web asks for access');
  });

  it.each([
    ['no second factor at all', {}, mfa, 'Set up a passkey or an authenticator app'],
    ['none that reaches it', { totp: '1' }, 'phr', 'It asks for a passkey'],
  ])('offers to set one up to somebody with %s, and to go back', async (_what, factors, acr, text) => {
    const { browser, visit, authentication, issuer } = await openRequests(createTestServer());
    authentication.factors.set(ada.subject, factors);
    const page = await visit({ acr_values: acr });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Demo Web asks for a safer sign-in');
    expect(page.body).toContain(text);
    expect(page.body).toMatch(/href="\/account\/security\?request_uri=urn%3A[^"]+">Set it up now/);
    expect(page.headers['content-security-policy']).toContain("form-action 'self' https://app.example.com;");
    const back = await browser.submit(page, '/consent', { decision: 'unmet' });
    expect(back.headers.location).toBe(
      'https://app.example.com/callback?error=unmet_authentication_requirements',
    );
    expect(issuer.decisions).toEqual([
      { decision: 'denied', reason: DenialReason.UNMET_AUTHENTICATION_REQUIREMENTS },
    ]);
  });

  it('goes on with what was set up in the meantime', async () => {
    const { browser, open, authentication } = await openRequests(createTestServer());
    const path = (await open({ acr_values: mfa })).headers.location as string;
    expect((await browser.get(path)).body).toContain('Set it up now');
    authentication.factors.set(ada.subject, { totp: '123456' });
    const step = await browser.follow(await browser.get(path));
    expect(step.body).toContain('Code from your authenticator app');
  });

  it('is not allowed by a form of a weaker sign-in', async () => {
    const { browser, visit, issuer } = await openRequests(createTestServer());
    const page = await visit({ acr_values: mfa });
    const response = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(response.headers.location).toMatch(/^\/consent\?request_uri=/);
    expect(issuer.decisions).toEqual([]);
  });

  it('asks to sign in when the session ends at that moment', async () => {
    const test = createTestServer();
    const { open, browser } = await openRequests(test);
    test.authentication.service.continueSession = () =>
      Promise.reject(new RpcError('NOT_FOUND', 'no such session'));
    const path = (await open({ acr_values: mfa })).headers.location as string;
    expect((await browser.get(path)).headers.location).toBe(path.replace('/consent', '/sign-in'));
  });
});

describe('a request that forbids every page', () => {
  const back = (error: string) => `https://app.example.com/callback?error=${error}`;

  it('is answered at once when nobody is signed in', async () => {
    const { browser, open, issuer } = await openRequests(createTestServer());
    browser.cookies.delete(sessionCookie);
    expect((await open({ prompt: 'none' })).headers.location).toBe(back('login_required'));
    expect(issuer.decisions).toEqual([{ decision: 'denied', reason: DenialReason.LOGIN_REQUIRED }]);
  });

  it.each<[string, Record<string, string>]>([
    ['the sign-in is too old', { max_age: '60' }],
    ['the sign-in is too weak', { acr_values: mfa }],
    ['somebody else is expected', { login_hint: 'grace@example.com' }],
  ])('is answered without a page when %s', async (_what, changes) => {
    const { visit, wait, authentication } = await openRequests(createTestServer());
    authentication.factors.set(ada.subject, { totp: '1' });
    wait(61);
    const response = await visit({ prompt: 'none', ...changes });
    expect(response.headers.location).toBe(back('login_required'));
  });

  it('is answered without a page when there is something to allow, and allowed when there is not', async () => {
    const { browser, visit } = await openRequests(createTestServer());
    expect((await visit({ prompt: 'none' })).headers.location).toBe(back('consent_required'));
    await browser.submit(await visit(), '/consent', { decision: 'allow' });
    expect((await visit({ prompt: 'none' })).headers.location).toBe(
      'https://app.example.com/callback?code=a-code',
    );
  });

  it('finds the session when a form of the client has left the cookies behind', async () => {
    const { browser, visit } = await openRequests(createTestServer());
    await browser.submit(await visit(), '/consent', { decision: 'allow' });
    const cookies = new Map(browser.cookies);
    browser.cookies.clear();
    const fields = {
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: 'https://app.example.com/callback',
      scope: 'flex:read',
      prompt: 'none',
    };
    const posted = await browser.post('/authorize/', fields, { origin: 'https://app.example.com' });
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.follow(posted)).headers.location).toContain('code=a-code');
  });

  it('is not let in by a browser that has not opened it', async () => {
    const test = createTestServer();
    const { browser, visit, open } = await openRequests(test);
    const path = (await open({ prompt: 'none' })).headers.location as string;
    await browser.submit(await visit(), '/consent', { decision: 'allow' });
    for (const name of browser.cookies.keys()) {
      if (name.includes('request_')) browser.cookies.delete(name);
    }
    expect((await browser.get(path)).headers.location).toBe(back('login_required'));
    expect(test.issuer.decisions).toHaveLength(2);
  });
});

describe('a pushed request', () => {
  it('decides the language of its pages', async () => {
    const { browser, open } = await openRequests(createTestServer());
    browser.cookies.delete(sessionCookie);
    const path = (await open({ ui_locales: 'nl' })).headers.location as string;
    const requestUri = new URLSearchParams(path.split('?')[1]).get('request_uri') ?? '';
    const query = new URLSearchParams({ client_id: 'demo-web', request_uri: requestUri });
    const signIn = await browser.follow(await browser.get(`/authorize?${query}`));
    expect(signIn.headers['content-language']).toBe('nl');
    const signedIn = await browser.submit(signIn, '/sign-in', { email: ada.email, password: ada.password });
    expect((await browser.follow(signedIn)).headers['content-language']).toBe('nl');
  });
});
