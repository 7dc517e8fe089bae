import { RpcError } from '@latchkey/rpc';
import { redirectUris } from '../testing/open-consent';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace, type TestServer } from '../testing/test-server';

const sessionCookie = '__Host-latchkey_session';
const authenticationCookie = '__Host-latchkey_authentication';
const codes = { totp: '123456', recoveryCodes: ['AAAA-BBBB-CCCC-DDDD'] };

/** Ada, who has second factors, after her password. */
async function createStep(factors: object = codes, query = '', test: TestServer = createTestServer()) {
  test.authentication.factors.set(ada.subject, structuredClone(factors));
  const browser = new TestBrowser(test.server);
  const signedIn = await browser.signIn(ada, query);
  const path = signedIn.headers.location as string;
  return { ...test, browser, signedIn, path, page: await browser.get(path) };
}

describe('a password that is not enough', () => {
  it('leads to the second step, and to no session', async () => {
    const { signedIn, directory, browser } = await createStep(codes, '?to=device&user_code=ETE39050');
    expect(signedIn.statusCode).toBe(303);
    expect(signedIn.headers.location).toBe('/sign-in/second-step?to=device&user_code=ETE39050');
    expect(directory.liveSessions()).toEqual([]);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it('is kept in a cookie of this host for ten minutes, and in no address or page', async () => {
    const { signedIn, browser, page } = await createStep();
    expect(String(signedIn.headers['set-cookie'])).toMatch(
      /^__Host-latchkey_authentication=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const token = browser.cookies.get(authenticationCookie) ?? '';
    expect(signedIn.headers.location).not.toContain(token);
    expect(page.body).not.toContain(token);
  });
});

describe('the page of the second step', () => {
  it('asks for a code with the right keyboard and autofill, and says who signs in', async () => {
    const { page } = await createStep();
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('You are signing in as ada@example.com.');
    const [field = ''] = page.body.match(/<input type="text"[^>]*name="code"[^>]*>/) ?? [];
    expect(field).toContain('inputmode="numeric"');
    expect(field).toContain('autocomplete="one-time-code"');
  });

  it('offers what the person has, and nothing else', async () => {
    const actions = ({ body }: { body: string }) => formsOf(body).map(({ action }) => action);
    expect(actions((await createStep({ totp: '1' })).page)).toEqual(['/sign-in/second-step']);
    expect(actions((await createStep({ passkey: 'p' })).page)).toEqual(['/sign-in/second-step/passkey']);
    expect(actions((await createStep({ passkey: 'p', ...codes })).page)).toEqual([
      '/sign-in/second-step/passkey',
      '/sign-in/second-step',
      '/sign-in/second-step/recovery-code',
    ]);
  });

  it('keeps recovery codes behind a word that opens without JavaScript', async () => {
    const { page } = await createStep();
    expect(page.body).toMatch(/<details class="disclosure"><summary>Use a recovery code<\/summary><form/);
  });

  it('may run the script of passkeys, from this origin alone', async () => {
    const { page } = await createStep({ passkey: 'p' });
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const [, path = ''] = /<script type="module" src="([^"]+)"><\/script>/.exec(page.body) ?? [];
    expect(path).toMatch(/^\/assets\/latchkey-[0-9a-f]{16}\.js$/);
  });

  it('weighs less than 30 kB with everything that it loads', async () => {
    const { page, browser } = await createStep({ passkey: 'p', ...codes });
    const paths = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(paths).toHaveLength(3);
    const assets = await Promise.all(paths.map((path) => browser.get(path, { 'accept-encoding': 'gzip' })));
    const bytes = [page, ...assets].map(({ rawPayload }) => rawPayload.length);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(30_000);
  });

  it('leads back to sign-in with a sentence when there is nothing to go on with', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get('/sign-in/second-step?to=device');
    expect(response.headers.location).toBe('/sign-in?to=device&ended=1');
    const page = await browser.follow(response);
    expect(page.body).toContain('a sign-in that is not finished ends after ten minutes');
    expect(page.body).toContain('type="password"');
  });

  it('leads on somebody for whom another tab has taken the step', async () => {
    const { browser, path, page } = await createStep(codes, '?to=device');
    await browser.submit(page, '/sign-in/second-step', { code: codes.totp });
    expect((await browser.get(path)).headers.location).toBe('/device');
    expect((await browser.submit(page, '/sign-in/second-step', { code: codes.totp })).headers.location).toBe(
      '/sign-in/second-step?to=device',
    );
    expect((await browser.follow(await browser.get(path))).body).toContain('Connect a device');
  });

  it('is in the language that the client asked for', async () => {
    const { page } = await createStep(codes, '?to=device&ui_locales=de');
    expect(page.body).toContain('<title>Noch ein Schritt · Latchkey</title>');
  });
});

describe('a second factor', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a code', '/sign-in/second-step', { code: codes.totp }],
    [
      'a recovery code',
      '/sign-in/second-step/recovery-code',
      { recovery_code: codes.recoveryCodes[0] ?? '' },
    ],
    ['a passkey', '/sign-in/second-step/passkey', { passkey_response: 'ada-signed' }],
  ])('begins the session: %s', async (_what, action, fields) => {
    const factors = { ...codes, passkey: 'ada-signed' };
    const { browser, page, directory } = await createStep(factors, '?to=device&user_code=ETE39050');
    const response = await browser.submit(page, action, fields);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('/device?user_code=ETE39050');
    expect(directory.liveSessions()).toEqual([browser.cookies.get(sessionCookie)]);
    expect(browser.cookies.has(authenticationCookie)).toBe(false);
  });

  it('has a mail about a recovery code go out in the language of the page', async () => {
    const test = createTestServer();
    const { authenticateWithRecoveryCode } = test.authentication.service;
    const languages: (string | undefined)[] = [];
    test.authentication.service.authenticateWithRecoveryCode = (shown) => {
      languages.push(shown.language);
      return authenticateWithRecoveryCode(shown);
    };
    const { browser, page } = await createStep(codes, '?to=device&ui_locales=de', test);
    await browser.submit(page, '/sign-in/second-step/recovery-code', {
      recovery_code: codes.recoveryCodes[0] ?? '',
    });
    expect(languages).toEqual(['de']);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['/sign-in/second-step', { code: '654321' }, 'This code is wrong, or was used already.', '#code'],
    ['/sign-in/second-step', {}, 'Enter the code from your authenticator app', '#code'],
    [
      '/sign-in/second-step/recovery-code',
      { recovery_code: 'AAAA' },
      'This recovery code is wrong, or was used already.',
      '#recovery_code',
    ],
  ])('that is wrong keeps the page at %s with %j', async (action, fields, text, link) => {
    const { browser, page, directory } = await createStep();
    const response = await browser.submit(page, action, fields);
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain(text);
    expect(response.body).toContain(`<a href="${link}">`);
    expect(response.body).toContain('<title>Error: One more step · Latchkey</title>');
    expect(response.body.includes('<details class="disclosure" open')).toBe(link === '#recovery_code');
    expect(directory.liveSessions()).toEqual([]);
    const right = await browser.submit(response, '/sign-in/second-step', { code: codes.totp });
    expect(right.headers.location).toBe('/');
  });

  it('that is a wrong passkey keeps the page, with a fresh form', async () => {
    const { browser, page } = await createStep({ passkey: 'ada-signed' });
    for (const fields of [{ passkey_response: 'other' }, { passkey_response: '' }]) {
      const response = await browser.submit(page, '/sign-in/second-step/passkey', fields);
      expect(response.statusCode).toBe(422);
      expect(response.body).toContain('This passkey does not work here.');
      expect(response.body).toContain('data-options=');
    }
  });

  it('that is too late leads back to sign-in with a sentence', async () => {
    const { browser, page, time } = await createStep(codes, '?to=account');
    time.now = new Date(time.now.getTime() + 600_000);
    const response = await browser.submit(page, '/sign-in/second-step', { code: codes.totp });
    expect(response.headers.location).toBe('/sign-in?to=account&ended=1');
  });

  it('is asked for later when too many were wrong', async () => {
    const test = createTestServer();
    test.authentication.service.authenticateWithTotp = () =>
      Promise.reject(new RpcError('RESOURCE_EXHAUSTED', 'too many codes were wrong'));
    const { browser, page } = await createStep(codes, '?to=device', test);
    const response = await browser.submit(page, '/sign-in/second-step', { code: '1' });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('900');
    expect(response.body).toContain('Too many wrong codes');
    expect(response.body).toContain('href="/sign-in/second-step?to=device"');
  });

  it('does not count for another authentication than that of its page', async () => {
    const { browser, page, directory, authentication } = await createStep();
    authentication.factors.set(grace.subject, { totp: codes.totp });
    await browser.signIn(grace);
    const response = await browser.submit(page, '/sign-in/second-step', { code: codes.totp });
    expect(response.headers.location).toBe('/sign-in/second-step');
    expect(directory.liveSessions()).toEqual([]);
    expect((await browser.follow(response)).body).toContain('You are signing in as grace@example.com.');
  });

  it.each([
    ['without its token', {}, { form_token: '' }, 303],
    ['from another origin', { origin: 'https://evil.example' }, {}, 403],
  ])('is not taken from a form %s', async (_what, headers, fields, status) => {
    const { browser, page, directory } = await createStep();
    const [form] = formsOf(page.body);
    const sent = { ...form?.hidden, code: codes.totp, ...fields };
    expect((await browser.post('/sign-in/second-step', sent, headers)).statusCode).toBe(status);
    expect(directory.liveSessions()).toEqual([]);
  });
});

describe('the way to a client', () => {
  it('goes through both steps, whose forms may end there', async () => {
    const test = createTestServer();
    test.authentication.factors.set(ada.subject, { totp: codes.totp });
    test.clients.profiles.set('demo-web', { firstParty: true });
    const browser = new TestBrowser(test.server);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: redirectUris['demo-web'],
    });
    const signIn = await browser.follow(await browser.get(`/authorize/?${query}`));
    const step = await browser.follow(
      await browser.submit(signIn, '/sign-in', { email: ada.email, password: ada.password }),
    );
    for (const page of [signIn, step]) {
      expect(page.headers['content-security-policy']).toContain(
        "form-action 'self' https://app.example.com;",
      );
    }
    const end = await browser.follow(
      await browser.submit(step, '/sign-in/second-step', { code: codes.totp }),
    );
    expect(end.headers.location).toBe('https://app.example.com/callback?code=a-code');
    expect(test.issuer.signIns).toEqual([{ authTime: test.time.now, acr: 'https://refeds.org/profile/mfa' }]);
  });
});
