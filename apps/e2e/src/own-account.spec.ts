import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { keepRecoveryCodes, openAccount, setUpAuthenticator } from './testing/account-pages';
import { post } from './testing/application';
import type { Tokens } from './testing/client-application';
import { followLink, submitForm, waitForPage } from './testing/forms';
import { waitForLink, waitForMail } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, enterDeviceCode, signIn, type Person } from './testing/person';
import { openRegistry } from './testing/registry';
import { setStage } from './testing/stage';

// What people do with their own accounts, and how soon it holds.
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
const newPassword = 'quiet herons at dusk';

const stage = setStage();
let registry: Awaited<ReturnType<typeof openRegistry>>;
beforeAll(async () => {
  registry = await openRegistry(stage.stack);
});
afterAll(() => registry?.close());

async function openAs(person: Person, path = '/account'): Promise<Page> {
  const page = await stage.openBrowser();
  await openAccount(stage.stack, page, person, path);
  return page;
}

/** Allows the application what it asks for; somebody is signed in. */
async function allow(page: Page): Promise<Tokens> {
  const request = stage.application.request();
  await page.goto(request.url);
  await decide(page, 'allow');
  return request.tokens();
}

const confirmation = (page: Page, text: string) =>
  page.locator('main [role=status]', { hasText: text }).waitFor();

/** Opens a page that needs somebody signed in, and waits for the sign-in page instead. */
async function expectSignedOut(page: Page): Promise<void> {
  await followLink(page, '/account/data');
  await waitForPage(page, '/sign-in');
}

/** Tries to sign in, and waits for the refusal. */
async function expectRefused(page: Page, person: Person): Promise<void> {
  await page.goto(`${stage.stack.publicUrl}/sign-in?to=account`);
  await signIn(page, person);
  await page.locator('[role=alert]').waitFor();
}

/** Waits until the gateway refuses a token; milliseconds. */
async function untilRefused(token: string): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { status } = await fetch(`${stage.stack.publicUrl}/resource/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (status === 401) return performance.now() - from;
    if (performance.now() - from > 2_000) throw new Error('the token is let in after 2 s');
    await wait(10);
  }
}

/** Expects that tokens let nobody in any more. */
async function expectEnded({ accessToken, refreshToken }: Tokens): Promise<void> {
  expect(await untilRefused(accessToken)).toBeLessThan(1_000);
  const form = { grant_type: 'refresh_token', client_id: 'demo-web', refresh_token: refreshToken };
  expect(await post(stage.stack.publicUrl, '/token/', form)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
}

describe('what was allowed', () => {
  const withdraw = (page: Page, clientId: string) =>
    page
      .locator(`form[action="/account/withdraw"]:has(input[value="${clientId}"]) button[type=submit]`)
      .click();

  it('is withdrawn from an application, and its tokens end at once', async () => {
    const page = await openAs(await createAccount(stage.stack));
    const tokens = await allow(page);
    await page.goto(`${stage.stack.publicUrl}/account`);
    await withdraw(page, 'demo-web');
    await confirmation(page, 'Access is withdrawn');
    await expectEnded(tokens);
  });

  it('is withdrawn from a device', async () => {
    const person = await createAccount(stage.stack);
    const { publicUrl } = stage.stack;
    const { body } = await post(publicUrl, '/device-authorization/', { client_id: 'demo-tv' });
    const page = await stage.openBrowser();
    await enterDeviceCode(page, String(body['verification_uri']), person, String(body['user_code']));
    await decide(page, 'approve');
    await page.waitForLoadState();
    const { body: tokens } = await post(publicUrl, '/token/', {
      grant_type: DEVICE_CODE,
      client_id: 'demo-tv',
      device_code: String(body['device_code']),
    });
    await page.goto(`${publicUrl}/account`);
    await withdraw(page, 'demo-tv');
    await confirmation(page, 'Access is withdrawn');
    expect(await untilRefused(String(tokens['access_token']))).toBeLessThan(1_000);
  });
});

describe('sessions', () => {
  it('are listed with what is known of them, and ended elsewhere at the next click', async () => {
    const person = await createAccount(stage.stack);
    const other = await openAs(person);
    const page = await openAs(person);
    const listed = page.locator('article:has(form[action="/account/end-session"])');
    expect(await listed.count()).toBeGreaterThanOrEqual(1);
    expect(await listed.first().innerText()).toMatch(/computer[\s\S]*127\.0\.0\.1/i);
    for (let left = await listed.count(); left > 0; left--) {
      await submitForm(page, '/account/end-session');
      await confirmation(page, 'That browser is signed out.');
      // Also after a reload, which ends nothing more.
      await page.reload();
      await confirmation(page, 'That browser is signed out.');
      expect(await listed.count()).toBe(left - 1);
    }
    await expectSignedOut(other);
  });

  it('are ended everywhere else, and this browser goes on', async () => {
    const person = await createAccount(stage.stack);
    const others = [await openAs(person), await openAs(person)];
    const page = await openAs(person);
    await submitForm(page, '/account/end-other-sessions');
    await confirmation(page, 'All other browsers are signed out.');
    for (const other of others) await expectSignedOut(other);
    await followLink(page, '/account/data');
    await waitForPage(page, '/account/data');
  });

  it('end here by signing out', async () => {
    const page = await openAs(await createAccount(stage.stack));
    await submitForm(page, '/sign-out');
    await page.goto(`${stage.stack.publicUrl}/account`);
    await waitForPage(page, '/sign-in');
    await page.goBack();
    await page.goto(`${stage.stack.publicUrl}/account`);
    await waitForPage(page, '/sign-in');
  });
});

describe('the password', () => {
  const change = (page: Page, current_password: string, new_password: string) =>
    submitForm(page, '/account/password', { current_password, new_password });

  it('is changed by whoever knows it, who is signed out everywhere else', async () => {
    const person = await createAccount(stage.stack);
    const other = await openAs(person);
    const page = await openAs(person, '/account/security');
    await followLink(page, '/account/password');
    await change(page, 'not the password', newPassword);
    await page.locator('#current_password-error').waitFor();
    await change(page, person.password, person.email);
    await page.locator('#new_password-error').waitFor();
    await change(page, person.password, newPassword);
    await waitForPage(page, '/account/security');
    await confirmation(page, 'Your password is changed.');
    await waitForMail(stage.stack, person.email, /^Your password was changed/);
    await expectSignedOut(other);
    await expectRefused(other, person);
    await signIn(other, { ...person, password: newPassword });
    await waitForPage(other, '/account');
  });

  it('is set anew with a mailed link by whoever forgot it', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(person, '/account/security');
    await followLink(page, '/account/password');
    await submitForm(page, '/account/password/link');
    await waitForPage(page, '/account/password/sent');
    await page.goto(await waitForLink(stage.stack, person.email, /^New password/));
    await submitForm(page, '/email/reset-password', { password: newPassword });
    await waitForPage(page, '/account/security');
  });
});

describe('the e-mail address', () => {
  it('is changed by a link to the new one, which the former one is told of', async () => {
    const person = await createAccount(stage.stack);
    const email = `new-${person.email}`;
    const page = await openAs(person, '/account/security');
    await followLink(page, '/account/email');
    await submitForm(page, '/account/email', { email });
    await waitForPage(page, '/account/email/sent');
    // Whichever browser opens it: whoever asked for it is to sign in there.
    const phone = await stage.openBrowser();
    await phone.goto(await waitForLink(stage.stack, email, /^Confirm your address/));
    await waitForPage(phone, '/sign-in');
    await signIn(phone, person);
    await waitForPage(phone, '/email/change-email');
    const other = await stage.openBrowser();
    await expectRefused(other, { ...person, email });
    await submitForm(phone, '/email/change-email');
    await waitForPage(phone, '/email/done', /Your account has its new address/);
    await waitForMail(stage.stack, person.email, /^Your address was changed/);

    await page.goto(`${stage.stack.publicUrl}/account`);
    await page.getByText(email).first().waitFor();
    await expectRefused(other, person);
    await signIn(other, { ...person, email });
    await waitForPage(other, '/account');
  });

  it('does not become that of an account whose owner is another person, who presses the button', async () => {
    const attacker = await createAccount(stage.stack);
    const victim = await createAccount(stage.stack);
    const email = `wanted-${victim.email}`;
    const page = await openAs(attacker, '/account/security');
    await followLink(page, '/account/email');
    await submitForm(page, '/account/email', { email });
    await waitForPage(page, '/account/email/sent');
    const other = await openAs(victim);
    await other.goto(await waitForLink(stage.stack, email, /^Confirm your address/));
    await submitForm(other, '/email/change-email');
    await other.locator('h1', { hasText: 'You are signed in to another account' }).waitFor();
    expect(await other.content()).not.toContain(attacker.email);
    await expectRefused(await stage.openBrowser(), { ...attacker, email });
  });

  it('asks for a new sign-in first when the last one was a while ago, and comes back', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(person, '/account/security');
    await registry.query(
      `UPDATE sessions SET auth_time = auth_time - interval '20 minutes'
       WHERE subject = (SELECT subject FROM users WHERE email = $1)`,
      [person.email],
    );
    await followLink(page, '/account/email');
    await waitForPage(page, '/sign-in');
    await signIn(page, person);
    await waitForPage(page, '/account/security');
    await followLink(page, '/account/email');
    await waitForPage(page, '/account/email');
  });
});

describe('the data', () => {
  it('come as JSON with everything but secrets', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(person, '/account/security');
    const { secret } = await setUpAuthenticator(page);
    const codes = await keepRecoveryCodes(page);
    const { accessToken, refreshToken } = await allow(page);

    await page.goto(`${stage.stack.publicUrl}/account/data`);
    const downloading = page.waitForEvent('download');
    await followLink(page, '/account/data/download');
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^account-\d{4}-\d\d-\d\d\.json$/);
    const text = await readFile(await download.path(), 'utf8');
    const data = JSON.parse(text) as Record<string, unknown>;
    expect(data).toMatchObject({
      account: { email: person.email, name: 'Grace' },
      credentials: {
        passkeys: [],
        authenticator_applications: [{ created_at: expect.any(String) }],
        recovery_codes: { left: 10 },
      },
      consents: [{ client_id: 'demo-web' }],
      grants: [{ client_id: 'demo-web' }],
    });
    expect(data['sessions']).not.toEqual([]);
    expect(data['audit_events']).not.toEqual([]);
    const cookies = (await page.context().cookies()).map(({ value }) => value);
    const secrets = [person.password, secret, ...codes, accessToken, refreshToken, ...cookies, '$argon2'];
    for (const one of secrets) expect(text).not.toContain(one);
  });
});

describe('an account that is deleted', () => {
  it('takes its tokens along at once, and its address is free again', async () => {
    const person = await createAccount(stage.stack);
    const other = await openAs(person);
    const page = await openAs(person, '/account/data');
    const tokens = await allow(page);
    await page.goto(`${stage.stack.publicUrl}/account/data`);
    await followLink(page, '/account/delete');
    await submitForm(page, '/account/delete', { email: 'somebody@example.com' });
    await page.locator('#email-error').waitFor();
    await submitForm(page, '/account/delete', { email: person.email });
    await waitForPage(page, '/account/deleted');
    await expectEnded(tokens);
    await expectSignedOut(other);
    await expectRefused(other, person);
    await waitForMail(stage.stack, person.email, /^Your account was deleted/);

    await page.goto(`${stage.stack.publicUrl}/sign-up?to=account`);
    await submitForm(page, '/sign-up', { email: person.email });
    await page.goto(await waitForLink(stage.stack, person.email, /^Your account at/, 2));
    await submitForm(page, '/email/sign-up', { name: 'Grace', password: newPassword });
    await waitForPage(page, '/account');
    await page.getByText('You have allowed nothing').waitFor();
  });
});
