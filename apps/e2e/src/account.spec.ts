import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { post, signInAda } from './testing/application';
import { startBrowser } from './testing/browser';
import { decide, enterDeviceCode, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

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
  context = await browser.newContext();
});
afterEach(() => context.close());

const ada = () => ({
  email: 'ada@example.com',
  password: stack.credentials.users['ada@example.com']?.password ?? '',
});

async function openAccount(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${stack.publicUrl}/account`);
  await signIn(page, ada());
  await page.locator('form[action="/sign-out"]').first().waitFor();
  return page;
}

/** Withdraws, in the account, what a client is allowed. */
async function withdraw(page: Page, clientId: string): Promise<void> {
  const form = page.locator(`form[action="/account/withdraw"]:has(input[value="${clientId}"])`);
  await form.locator('button[type=submit]').click();
  await form.waitFor({ state: 'detached' });
}

/** Waits until the gateway refuses a token; milliseconds. */
async function untilRefused(token: string): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { status } = await fetch(`${stack.publicUrl}/resource/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (status === 401) return performance.now() - from;
    if (performance.now() - from > 2_000) throw new Error('the token is let in after 2 s');
    await wait(10);
  }
}

describe('the account', () => {
  it('withdraws what an application may do, and its tokens end at once', async () => {
    const { access_token, refresh_token } = await (await signInAda(stack)).tokens();
    const page = await openAccount();
    await withdraw(page, 'demo-web');
    expect(await untilRefused(access_token)).toBeLessThan(1_000);
    const refresh = { grant_type: 'refresh_token', client_id: 'demo-web', refresh_token };
    expect(await post(stack.publicUrl, '/token/', refresh)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('disconnects a device', async () => {
    const { body } = await post(stack.publicUrl, '/device-authorization/', { client_id: 'demo-tv' });
    const page = await context.newPage();
    await enterDeviceCode(page, String(body['verification_uri']), ada(), String(body['user_code']));
    await decide(page, 'approve');
    await page.waitForLoadState();
    const { body: tokens } = await post(stack.publicUrl, '/token/', {
      grant_type: DEVICE_CODE,
      client_id: 'demo-tv',
      device_code: String(body['device_code']),
    });
    await page.goto(`${stack.publicUrl}/account`);
    await withdraw(page, 'demo-tv');
    expect(await untilRefused(String(tokens['access_token']))).toBeLessThan(1_000);
  });

  it('signs out everywhere else, and this browser goes on', async () => {
    const elsewhere = await signInAda(stack);
    const page = await openAccount();
    await page.locator('form[action="/account/end-other-sessions"] button[type=submit]').click();
    await page.waitForLoadState();
    await expect(elsewhere.allow()).rejects.toThrow(/no form with decision/);
    await page.goto(`${stack.publicUrl}/account`);
    await page.locator('form[action="/sign-out"]').first().waitFor();
  });
});
