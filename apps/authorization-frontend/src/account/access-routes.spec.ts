import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { RpcError } from '@latchkey/rpc';
import type { LightMyRequestResponse } from 'fastify';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace, startTime } from '../testing/test-server';

const resource = 'https://auth.example.com/resource/';
const days = (count: number) => timestampFromDate(new Date(startTime.getTime() + count * 86_400_000));

/** A server on which Ada has allowed three clients something, and a browser in which she is signed in. */
async function createAccountTest() {
  const test = createTestServer();
  const { consents, grants, clients } = test;
  const allowed = [{ resource, scopes: ['flex:read', 'flex:control'] }];
  await consents.service.recordConsent({ subject: ada.subject, clientId: 'demo-web', allowed });
  await consents.service.recordConsent({ subject: ada.subject, clientId: 'demo-idle', allowed: [] });
  await consents.service.recordConsent({ subject: grace.subject, clientId: 'demo-web', allowed });
  clients.profiles.set('demo-tv', { clientName: 'Demo TV' });
  const grant = { subject: ada.subject, scopes: ['flex:read'], resources: [resource] };
  grants.live.push(
    { ...grant, grantId: 'g1', clientId: 'demo-web', createTime: days(-9), lastUseTime: days(-2) },
    { ...grant, grantId: 'g2', clientId: 'demo-tv', createTime: days(-4), device: true },
    { ...grant, grantId: 'g3', clientId: 'demo-web', createTime: days(-3), lastUseTime: days(-1) },
    { ...grant, grantId: 'g4', clientId: 'demo-web', createTime: days(-3), device: true },
    { ...grant, grantId: 'g5', clientId: 'demo-web', subject: grace.subject },
  );
  const browser = new TestBrowser(test.server);
  await browser.signIn();
  return { ...test, browser };
}

/** Presses the button of the form with this action and target, and returns the answer. */
function press(browser: TestBrowser, page: LightMyRequestResponse, action: string, target: string) {
  const form = formsOf(page.body).find((one) => one.action === action && one.hidden.target === target);
  if (!form) throw new Error(`no form for ${action} and ${target}`);
  return browser.post(action, form.hidden);
}

describe('GET /account', () => {
  it('asks who is there first, and leads back', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.get('/account?ui_locales=de');
    expect(headers.location).toBe('/sign-in?to=account&ui_locales=de');
    expect((await browser.get('/sign-in?to=account')).body).toContain('to see your account');
    expect((await browser.signIn(ada, '?to=account')).headers.location).toBe('/account');
  });

  it('shows what was allowed to whom, since when, when it was used last, and through what', async () => {
    const { browser } = await createAccountTest();
    const { body, statusCode } = await browser.get('/account');
    expect(statusCode).toBe(200);
    const [web = '', idle = '', tv = ''] = body.split('<article').slice(1);
    for (const text of [
      '<h3>Name of demo-web</h3>',
      'ResiFlex Demo API',
      'See your energy devices and their plans',
      'Control your energy devices',
      '2029-12-23T12:00:00.000Z',
      '2029-12-31T12:00:00.000Z',
      'an application and a device',
    ]) {
      expect(web).toContain(text);
    }
    expect(idle).toContain('It knows who you are, and nothing else.');
    expect(idle).toContain('<dd>not yet</dd>');
    expect(tv).toContain('<h3>Demo TV</h3>');
    expect(tv).toContain('<dd>a device</dd>');
    expect(tv).not.toContain('Control your energy devices');
  });

  it('shows a client that is gone by its identifier, and somebody without any that there is none', async () => {
    const { browser, clients } = await createAccountTest();
    clients.profiles.set('demo-tv', 'gone');
    expect((await browser.get('/account')).body).toContain('<h3>demo-tv</h3>');
    const fresh = new TestBrowser(createTestServer().server);
    await fresh.signIn();
    expect((await fresh.get('/account')).body).toContain('You have allowed nothing to any application.');
  });

  it('shows where somebody is signed in, this browser first and marked', async () => {
    const { browser, server } = await createAccountTest();
    const phone = await signInFrom(server, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)', '203.0.113.9', 'AT');
    const { body } = await browser.get('/account');
    const [, sessions = ''] = body.split('<h2>Where you are signed in');
    expect(sessions).toContain('<dt>Place</dt><dd>Austria</dd>');
    expect((await browser.get('/account?ui_locales=de')).body).toContain('<dd>Österreich</dd>');
    expect(sessions.indexOf('This browser')).toBeLessThan(sessions.indexOf('<h3>Phone or tablet</h3>'));
    expect(sessions).toContain('203.0.113.9');
    expect(sessions.match(/Phone or tablet/g)).toHaveLength(1);
    expect((await phone.get('/account')).body).toContain('Sign out everywhere else');
    const alone = new TestBrowser(createTestServer().server);
    await alone.signIn();
    expect((await alone.get('/account')).body).not.toContain('Sign out everywhere else');
  });

  it('speaks the language that was chosen', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get('/account?ui_locales=fr');
    expect(body).toContain('<h1>Votre compte</h1>');
    expect(body).toContain('décembre 2029');
  });

  it('escapes what a client and a browser call themselves', async () => {
    const { browser, server, clients } = await createAccountTest();
    clients.profiles.set('demo-tv', { clientName: '<script>alert(1)</script>' });
    await signInFrom(server, '<img src=x>', '203.0.113.9');
    const { body } = await browser.get('/account');
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('<img src=x>');
  });

  it('confirms nothing that was not done in this session', async () => {
    const { browser } = await createAccountTest();
    expect((await browser.get('/account?done=withdrawn')).body).not.toContain('Access is withdrawn');
    expect((await browser.get('/account?done=constructor')).statusCode).toBe(200);
  });
});

describe('withdrawing', () => {
  it('takes back at once what the user allowed the client, and forgets the consent', async () => {
    const { browser, grants, consents } = await createAccountTest();
    const response = await press(browser, await browser.get('/account'), '/account/withdraw', 'demo-web');
    expect(response.statusCode).toBe(303);
    expect(grants.live.map(({ grantId }) => grantId)).toEqual(['g2', 'g5']);
    const withdrawal = { subject: ada.subject, clientId: 'demo-web' };
    expect(grants.withdrawals).toEqual([withdrawal]);
    expect(consents.allowed(ada.subject, 'demo-web')).toEqual([]);
    expect(consents.allowed(grace.subject, 'demo-web')).toHaveLength(2);

    const page = await browser.follow(response);
    expect(page.body).toContain('Access is withdrawn.');
    expect(page.body).not.toContain('Name of demo-web');
    await browser.follow(response);
    expect(grants.withdrawals).toEqual([withdrawal]);
  });

  it('disconnects a device in the same way', async () => {
    const { browser, grants } = await createAccountTest();
    await press(browser, await browser.get('/account'), '/account/withdraw', 'demo-tv');
    expect(grants.withdrawals).toEqual([{ subject: ada.subject, clientId: 'demo-tv' }]);
    expect(grants.live.map(({ grantId }) => grantId)).toEqual(['g1', 'g3', 'g4', 'g5']);
  });

  it('takes back what was approved and not redeemed yet, where no grant is to be seen', async () => {
    const { browser, grants } = await createAccountTest();
    await press(browser, await browser.get('/account'), '/account/withdraw', 'demo-idle');
    expect(grants.withdrawals).toEqual([{ subject: ada.subject, clientId: 'demo-idle' }]);
  });

  it('says that it failed when the grants could not be withdrawn', async () => {
    const { browser, grants } = await createAccountTest();
    grants.service.revokeGrants = () => Promise.reject(new RpcError('UNAVAILABLE', 'no issuer'));
    const response = await press(browser, await browser.get('/account'), '/account/withdraw', 'demo-web');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBeDefined();
    expect(grants.live).toHaveLength(5);
  });

  it('makes the client ask again', async () => {
    const { browser } = await createAccountTest();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: 'https://app.example.com/callback',
      scope: 'flex:read',
    });
    const ask = async () => browser.follow(await browser.get(`/authorize/?${query}`));
    expect((await ask()).statusCode).toBe(303);
    await press(browser, await browser.get('/account'), '/account/withdraw', 'demo-web');
    expect((await ask()).statusCode).toBe(200);
  });
});

describe('signing out', () => {
  it('there ends that session and no other', async () => {
    const { browser, server, directory } = await createAccountTest();
    const phone = await signInFrom(server, 'iPhone', '203.0.113.9');
    const tablet = await signInFrom(server, 'iPad', '203.0.113.10');
    const page = await browser.get('/account');
    const [first] = formsOf(page.body).filter(({ action }) => action === '/account/end-session');
    const response = await press(browser, page, '/account/end-session', first?.hidden.target ?? '');
    expect((await browser.follow(response)).body).toContain('That browser is signed out.');
    expect(directory.liveSessions()).toHaveLength(2);
    expect((await phone.get('/account')).statusCode).toBe(303);
    expect((await tablet.get('/account')).statusCode).toBe(200);
  });

  it('everywhere else leaves this session, and those of others', async () => {
    const { browser, server, directory } = await createAccountTest();
    const phone = await signInFrom(server, 'iPhone', '203.0.113.9');
    const other = new TestBrowser(server);
    await other.signIn(grace);
    const page = await browser.get('/account');
    const response = await browser.submit(page, '/account/end-other-sessions');
    expect((await browser.follow(response)).body).toContain('All other browsers are signed out.');
    expect(directory.liveSessions()).toHaveLength(2);
    expect((await phone.get('/account')).statusCode).toBe(303);
    expect((await other.get('/account')).statusCode).toBe(200);
  });
});

describe('a form of the account', () => {
  it.each([
    ['without its token', { form_token: '' }, {}, 403],
    ['about another target than its button', { target: 'demo-tv' }, {}, 403],
    ['without a target', { target: '' }, {}, 400],
    ['with an endless target', { target: 'x'.repeat(513) }, {}, 400],
    ['of another origin', {}, { origin: 'https://evil.example' }, 403],
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }, 403],
  ])('does nothing %s', async (_what, fields, headers: Record<string, string>, status) => {
    const { browser, grants, consents, directory } = await createAccountTest();
    const { body } = await browser.get('/account');
    const form = formsOf(body).find(({ hidden }) => hidden.target === 'demo-web');
    for (const path of ['withdraw', 'end-session', 'end-other-sessions']) {
      const response = await browser.post(`/account/${path}`, { ...form?.hidden, ...fields }, headers);
      expect(response.statusCode).toBe(status);
      if (status === 403 && !('origin' in headers) && !('sec-fetch-site' in headers)) {
        expect(response.body).toContain('href="/account"');
      }
    }
    expect(grants.withdrawals).toEqual([]);
    expect(consents.allowed(ada.subject, 'demo-web')).toHaveLength(2);
    expect(directory.liveSessions()).toHaveLength(1);
  });

  it('is not taken for another button', async () => {
    const { browser, directory } = await createAccountTest();
    const form = formsOf((await browser.get('/account')).body).find(({ hidden }) => hidden.target);
    expect((await browser.post('/account/end-other-sessions', form?.hidden ?? {})).statusCode).toBe(403);
    expect(directory.liveSessions()).toHaveLength(1);
  });

  it('asks who is there when the session has ended, and is no use to the next one', async () => {
    const { browser, directory, grants } = await createAccountTest();
    const page = await browser.get('/account');
    await directory.sessions.deleteSession({ sessionToken: directory.liveSessions()[0] });
    const response = await press(browser, page, '/account/withdraw', 'demo-web');
    expect(response.headers.location).toBe('/sign-in?to=account');
    await browser.signIn(grace);
    expect((await press(browser, page, '/account/withdraw', 'demo-web')).statusCode).toBe(403);
    expect(grants.withdrawals).toEqual([]);
  });
});

async function signInFrom(
  server: Awaited<ReturnType<typeof createAccountTest>>['server'],
  userAgent: string,
  address: string,
  region = '',
): Promise<TestBrowser> {
  const browser = new TestBrowser(server);
  const page = await browser.get('/sign-in');
  const [form] = formsOf(page.body);
  const fields = { ...form?.hidden, email: ada.email, password: ada.password };
  const headers = { 'user-agent': userAgent, 'x-forwarded-for': address, 'x-latchkey-region': region };
  await browser.post('/sign-in', fields, headers);
  return browser;
}
