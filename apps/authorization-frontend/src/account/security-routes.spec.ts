import { addPasskey, createAccountTest, setUpAuthenticator } from '../testing/account-test';
import { redirectUris } from '../testing/open-consent';
import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

describe('GET /account/security', () => {
  it('asks who is there first, and leads back with what goes along', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.get('/account/security?request_uri=urn%3Aa&ui_locales=nl');
    expect(headers.location).toBe('/sign-in?to=account&page=security&request_uri=urn%3Aa&ui_locales=nl');
    const signedIn = await browser.signIn(undefined, '?to=account&page=security');
    expect(signedIn.headers.location).toBe('/account/security');
  });

  it('shows somebody with a password alone what there is, and what could be', async () => {
    const { browser } = await createAccountTest();
    const { body, statusCode } = await browser.get('/account/security');
    expect(statusCode).toBe(200);
    for (const text of [
      '<h1>Security</h1>',
      '<a href="/account/security" aria-current="page">Security</a>',
      '<a href="/account">Access</a>',
      'You have no passkey yet.',
      'You have not set one up.',
      'You get them together with your first passkey',
      '2029-05-06T07:08:09.000Z',
      'ada@example.com',
      'href="/account/passkeys/add"',
      'href="/account/authenticator"',
      'href="/account/password"',
      'href="/account/email"',
    ]) {
      expect(body).toContain(text);
    }
    expect(body).not.toContain('href="/account/recovery-codes"');
    expect(body).not.toContain('href="/account/authenticator/remove"');
  });

  it('shows passkeys by name, since when, where they are kept, and how many codes are left', async () => {
    const { browser, credentials } = await createAccountTest();
    await addPasskey(browser, 'Key <1>', 'synced');
    await addPasskey(browser, 'Stick');
    await setUpAuthenticator(browser);
    credentials.of('user-ada').recoveryCodes.splice(0, 3);
    const { body } = await browser.get('/account/security');
    const [stick = '', key = ''] = body.split('<article').slice(1);
    expect(stick).toContain('<h3>Stick</h3>');
    expect(stick).toContain('on one device only');
    expect(stick).toContain('<dt>Last used</dt><dd>not yet</dd>');
    expect(key).toContain('<h3>Key &lt;1></h3>');
    expect(key).toContain('on your devices that share passkeys');
    expect(key).toContain('2030-01-01T12:00:00.000Z');
    expect(body).toContain('<dt>Codes left</dt><dd>7</dd>');
    expect(body).toContain('Set up another one instead');
  });

  it('speaks the language that was chosen, and keeps it on the way', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get('/account/security?ui_locales=de');
    expect(body).toContain('<h1>Sicherheit</h1>');
    expect(body).toContain('href="/account/passkeys/add?ui_locales=de"');
    expect(body).toContain('href="/account/data?ui_locales=de"');
  });

  it('refuses a handle that cannot be one', async () => {
    const { browser } = await createAccountTest();
    expect((await browser.get(`/account/security?request_uri=${'a'.repeat(513)}`)).statusCode).toBe(400);
  });
});

describe('a second factor that an application asks for', () => {
  it('is set up on the way, and the application goes on after it', async () => {
    const { browser } = await createAccountTest();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: redirectUris['demo-web'],
      scope: 'flex:read',
    });
    const { location } = (await browser.get(`/authorize/?${query}`)).headers;
    const carried = String(location).split('?')[1] ?? '';
    const before = await browser.get(`/account/security?${carried}`);
    expect(before.body).toContain('Demo Web asks you to sign in with more than a password');
    expect(before.body).not.toContain('Go on to Demo Web');
    expect(before.body).toContain(`href="/account/authenticator?${carried}"`);

    const shown = await setUpAuthenticator(browser, `/account/authenticator?${carried}`);
    expect(shown.body).toContain('I have kept them: go on to Demo Web');
    // The answer to this form may lead as far as the client.
    expect(shown.headers['content-security-policy']).toContain("form-action 'self' https://app.example.com");
    const kept = await browser.submit(shown, '/account/recovery-codes/kept');
    expect(kept.headers.location).toBe(`/consent?${carried}`);

    const after = await browser.get(`/account/security?${carried}`);
    expect(after.body).toContain(`href="/consent?${carried}"`);
    expect(after.body).toContain('Go on to Demo Web');
  });

  it('is passed over when the request has ended, or another browser has opened it', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get('/account/security?request_uri=urn%3Aa');
    expect(body).not.toContain('asks you to sign in');
    const shown = await setUpAuthenticator(browser, '/account/authenticator?request_uri=urn%3Aa');
    expect(shown.body).not.toContain('go on to');
    const kept = await browser.submit(shown, '/account/recovery-codes/kept');
    expect(kept.headers.location).toBe('/account/security?request_uri=urn%3Aa');
  });
});

describe('a step that changes how somebody signs in', () => {
  const steps = [
    '/account/email',
    '/account/passkeys/add',
    '/account/passkeys/remove?passkey_id=a',
    '/account/authenticator',
    '/account/authenticator/remove',
    '/account/recovery-codes',
  ];

  it.each(steps)('asks for a new sign-in before anything is typed: %s', async (path) => {
    const { browser, wait } = await createAccountTest();
    wait(6);
    const { headers } = await browser.get(path);
    expect(headers.location).toBe('/sign-in?to=account&page=security&reauthenticate=1');
    const signedIn = await browser.signIn(undefined, String(headers.location).slice('/sign-in'.length));
    expect(signedIn.headers.location).toBe('/account/security');
    expect((await browser.get(path)).headers.location ?? '').not.toMatch(/^\/sign-in/);
  });

  it('keeps the application that waits through the new sign-in', async () => {
    const { browser, wait } = await createAccountTest();
    wait(6);
    const { headers } = await browser.get('/account/passkeys/add?request_uri=urn%3Aa');
    expect(headers.location).toBe('/sign-in?to=account&page=security&request_uri=urn%3Aa&reauthenticate=1');
  });

  it('asks again when the form took too long, and changes nothing', async () => {
    const { browser, credentials, wait } = await createAccountTest();
    const page = await browser.get('/account/authenticator');
    wait(11);
    const response = await browser.submit(page, '/account/authenticator', { code: '123456' });
    expect(response.headers.location).toBe('/sign-in?to=account&page=security&reauthenticate=1');
    expect(credentials.changes).toEqual([]);
  });

  it('asks who is there when the session ends in the middle', async () => {
    const { browser, directory } = await createAccountTest();
    const page = await browser.get('/account/authenticator');
    await directory.sessions.deleteSession({ sessionToken: directory.liveSessions()[0] });
    const response = await browser.submit(page, '/account/authenticator', { code: '123456' });
    expect(response.headers.location).toBe('/sign-in?to=account&page=security');
  });
});
