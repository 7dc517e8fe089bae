import { webcrypto as crypto } from 'node:crypto';
import type { Browser, BrowserContext } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { decide, enterDeviceCode, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

const redirectUri = 'http://127.0.0.1:34567/callback';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let stack: TestStack;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  // As for somebody who has switched scripts off: every page works without.
  context = await browser.newContext({ javaScriptEnabled: false });
});
afterEach(() => context.close());

const ada = () => ({
  email: 'ada@example.com',
  password: stack.credentials.users['ada@example.com']?.password ?? '',
});
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(stack.publicUrl + path, { method: 'POST', headers: { ...form, ...headers }, body });
const json = async (response: Response) => (await response.json()) as Record<string, string>;

/** Sends Ada's browser to an address and returns where the application gets it back. */
async function visitAndAllow(address: string): Promise<URL> {
  const page = await context.newPage();
  const callback = page.waitForRequest((request) => request.url().startsWith(redirectUri));
  await page.goto(address);
  await signIn(page, ada());
  await decide(page, 'allow');
  return new URL((await callback).url());
}

describe('the example of the authorization code grant', () => {
  it.each(['/', ''])('works as written, with "%s" at the end of every path', async (slash) => {
    const codeVerifier = crypto.randomUUID().replace(/-/g, '');
    const data = new TextEncoder().encode(codeVerifier);
    const digest = await crypto.subtle.digest('SHA-256', data);
    const codeChallenge = btoa(String.fromCharCode(...new Uint8Array(digest)))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');
    expect(codeVerifier).toHaveLength(32);

    const callback = await visitAndAllow(
      `${stack.publicUrl}/authorize${slash}?response_type=code&client_id=demo-web&redirect_uri=${redirectUri}&code_challenge=${codeChallenge}&code_challenge_method=S256`,
    );
    expect(callback.searchParams.get('iss')).toBe(stack.publicUrl);

    const exchange = `grant_type=authorization_code&code=${callback.searchParams.get('code')}&redirect_uri=${redirectUri}&client_id=demo-web&code_verifier=${codeVerifier}`;
    const response = await post(`/token${slash}`, exchange);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toContain('no-store');
    const { access_token, refresh_token, token_type } = await json(response);
    expect(token_type).toBe('Bearer');

    for (const authorization of [`${access_token}`, `Bearer ${access_token}`, `bearer ${access_token}`]) {
      const resource = await fetch(`${stack.publicUrl}/resource${slash}`, { headers: { authorization } });
      expect(resource.status).toBe(200);
      expect(await resource.json()).toMatchObject({ client_id: 'demo-web', subject: expect.any(String) });
    }

    const refreshed = await post(
      `/token${slash}`,
      `grant_type=refresh_token&refresh_token=${refresh_token}&client_id=demo-web`,
    );
    expect(refreshed.status).toBe(200);
    expect((await json(refreshed))['refresh_token']).not.toBe(refresh_token);

    const replayed = await post(`/token${slash}`, exchange);
    expect(replayed.status).toBe(400);
    expect(await json(replayed)).toMatchObject({ error: 'invalid_grant' });
    // The gateway hears of it within milliseconds, which may be after this answer.
    const statuses = new Set<number>();
    for (const end = Date.now() + 1_000; !statuses.has(401) && Date.now() < end;) {
      const headers = { authorization: `${access_token}` };
      statuses.add((await fetch(`${stack.publicUrl}/resource${slash}`, { headers })).status);
    }
    expect(statuses).toContain(401);
  });

  it('tells the application when the user refuses', async () => {
    const page = await context.newPage();
    const callback = page.waitForRequest((request) => request.url().startsWith(redirectUri));
    await page.goto(
      `${stack.publicUrl}/authorize/?response_type=code&client_id=demo-web&redirect_uri=${redirectUri}&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256`,
    );
    await signIn(page, ada());
    await decide(page, 'deny');
    const { searchParams } = new URL((await callback).url());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      error: 'access_denied',
      state: 's1',
      iss: stack.publicUrl,
    });
    expect(searchParams.has('code')).toBe(false);
  });
});

describe('the example of the client credentials grant', () => {
  it.each(['/', ''])('works as written, with "%s" at the end of every path', async (slash) => {
    const secret = stack.credentials.clients['demo-service']?.client_secret ?? '';
    const basic = `Basic ${btoa(`demo-service:${secret}`)}`;
    const response = await post(`/token${slash}`, 'grant_type=client_credentials', { authorization: basic });
    expect(response.status).toBe(200);
    const { access_token, refresh_token } = await json(response);
    expect(refresh_token).toBeUndefined();
    const resource = await fetch(`${stack.publicUrl}/resource${slash}`, {
      headers: { authorization: `${access_token}` },
    });
    expect(resource.status).toBe(200);
    expect(await resource.json()).toMatchObject({ client_id: 'demo-service', subject: 'demo-service' });
  });
});

describe('the example of the device grant', () => {
  const poll = (deviceCode: string, slash = '/') =>
    post(
      `/token${slash}`,
      `client_id=demo-tv&device_code=${deviceCode}&grant_type=urn:ietf:params:oauth:grant-type:device_code`,
    );
  const start = async (slash = '/') => json(await post(`/device-authorization${slash}`, 'client_id=demo-tv'));

  it.each(['/', ''])('works as written, with "%s" at the end of every path', async (slash) => {
    const { device_code, user_code, verification_uri, interval } = await start(slash);
    expect(user_code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(verification_uri).toBe(`${stack.publicUrl}/device`);
    expect(await json(await poll(`${device_code}`, slash))).toMatchObject({ error: 'authorization_pending' });
    expect(await json(await poll(`${device_code}`, slash))).toMatchObject({ error: 'slow_down' });

    const page = await context.newPage();
    // As a person types it: lower case, with a gap.
    const typed = `${user_code?.slice(0, 4)} ${user_code?.slice(4)}`.toLowerCase();
    await enterDeviceCode(page, `${verification_uri}`, ada(), typed);
    await decide(page, 'approve');
    expect(await page.locator('h1').innerText()).toBeTruthy();

    // slow_down has added five seconds to the interval.
    await new Promise((resolve) => setTimeout(resolve, (Number(interval) + 5) * 1000));
    const answer = await json(await poll(`${device_code}`, slash));
    expect(answer).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
    const again = await json(await poll(`${device_code}`, slash));
    expect(again).toEqual(answer);

    const resource = await fetch(`${stack.publicUrl}/resource${slash}`, {
      headers: { authorization: `${answer['access_token']}` },
    });
    expect(resource.status).toBe(200);
    const refreshed = await post(
      '/token/',
      `grant_type=refresh_token&refresh_token=${answer['refresh_token']}&client_id=demo-tv`,
    );
    expect(refreshed.status).toBe(200);
  });

  it('tells the device when the user refuses', async () => {
    const { device_code, verification_uri_complete } = await start();
    const page = await context.newPage();
    await enterDeviceCode(page, `${verification_uri_complete}`, ada());
    await decide(page, 'deny');
    const answer = await poll(`${device_code}`);
    expect(answer.status).toBe(400);
    expect(await json(answer)).toMatchObject({ error: 'access_denied' });
  });
});
