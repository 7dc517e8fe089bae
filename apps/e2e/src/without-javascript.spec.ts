import type { Page } from 'playwright-core';
import { createAuthenticatorApp } from './testing/authenticator-app';
import { poll, startDevice } from './testing/device';
import { waitForLink } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, enterDeviceCode, signIn, type Person } from './testing/person';
import { setStage } from './testing/stage';

const stage = setStage();
let page: Page;
let person: Person;

beforeEach(async () => {
  person = await createAccount(stage.stack);
  page = await stage.openBrowser({ javaScriptEnabled: false });
});

const open = (path: string) => page.goto(`${stage.stack.publicUrl}${path}`);
const fill = (name: string, value: string) => page.locator(`main input[name=${name}]:visible`).fill(value);
const send = (action: string) => page.locator(`form[action="${action}"] button[type=submit]`).first().click();
const heading = () => page.locator('h1').innerText();

/** The message that is mailed, for a request that somebody is in the middle of. */
const mailed = (email: string, subject: RegExp) => waitForLink(stage.stack, email, subject);

describe('with JavaScript switched off', () => {
  it('somebody signs in, allows an application part of what it asks for, and withdraws that', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    expect(await page.locator('noscript').innerText()).toContain('A passkey needs JavaScript');
    expect(await page.locator('form[action="/sign-in/passkey"] button').isVisible()).toBe(false);
    await signIn(page, person);
    await page.locator('input[type=checkbox]').uncheck();
    await decide(page, 'allow');
    const { claims, accessToken } = await request.tokens();
    expect(claims).toMatchObject({ scope: 'flex:read' });

    await open('/account');
    await send('/account/withdraw');
    await page.locator('[role=status]').waitFor();
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${stage.stack.publicUrl}/resource/`, { headers })).status).toBe(401);
  });

  it('somebody refuses an application', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn(page, person);
    await decide(page, 'deny');
    expect(await request.answer()).toMatchObject({ error: 'access_denied' });
  });

  it('somebody signs up on the way to an application', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await page.locator('a[href^="/sign-up"]').click();
    await fill('email', 'plain@example.com');
    await send('/sign-up');
    await page.goto(await mailed('plain@example.com', /^Your account/));
    await fill('name', 'Plain');
    await fill('password', 'quite a long secret');
    await send('/email/sign-up');
    expect(await heading()).toBe('Demo Web App asks for access');
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toEqual(expect.any(String));
  });

  it('somebody who forgot the password sets a new one on the way to an application', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await page.locator('a[href^="/forgot-password"]').click();
    await fill('email', person.email);
    await send('/forgot-password');
    await page.goto(await mailed(person.email, /^New password/));
    await fill('password', 'another long secret');
    await send('/email/reset-password');
    await decide(page, 'allow');
    expect(await request.answer()).toMatchObject({ code: expect.any(String) });
  });

  it('somebody connects a device', async () => {
    const { userCode, deviceCode } = await startDevice(stage.stack);
    await enterDeviceCode(page, `${stage.stack.publicUrl}/device`, person, userCode);
    await decide(page, 'approve');
    expect(await heading()).toBe('Your device is connected');
    expect((await poll(stage.stack, deviceCode)).status).toBe(200);
  });

  it('somebody sets up an authenticator app, signs in with it, and removes it', async () => {
    await open('/account/authenticator');
    await signIn(page, person);
    await open('/account/authenticator');
    const app = createAuthenticatorApp(await page.locator('.secret').innerText());
    await fill('code', await app.nextCode());
    await send('/account/authenticator');
    expect(await page.locator('.codes code').count()).toBe(10);
    await send('/account/recovery-codes/kept');

    await page.context().clearCookies();
    await open('/account/security');
    await signIn(page, person);
    await fill('code', await app.nextCode());
    await send('/sign-in/second-step');
    expect(await heading()).toBe('Security');
    await page.locator('a[href="/account/authenticator/remove"]').click();
    await send('/account/authenticator/remove');
    await page.locator('[role=status]').waitFor();
    expect(await page.locator('a[href="/account/authenticator/remove"]').count()).toBe(0);
  });

  it('somebody chooses another language, changes password and address, and deletes the account', async () => {
    await open('/account/password');
    await signIn(page, person);
    await open('/account/password');
    await fill('current_password', person.password);
    await fill('new_password', 'another long secret');
    await send('/account/password');
    await page.locator('[role=status]').waitFor();

    await open('/account/email');
    const email = `new-${person.email}`;
    await fill('email', email);
    await send('/account/email');
    await page.goto(await mailed(email, /^Confirm/));
    await send('/email/change-email');
    expect(await heading()).toBe('Your account has its new address');

    await open('/account/delete');
    await page.locator('.languages > summary').click();
    await page.locator('.languages a[lang=de]').click();
    await fill('email', email);
    await send('/account/delete');
    expect(await heading()).toBe('Ihr Konto ist gelöscht');
  });
});
