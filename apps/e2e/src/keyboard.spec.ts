import type { Page } from 'playwright-core';
import { createAuthenticatorApp } from './testing/authenticator-app';
import { poll, startDevice } from './testing/device';
import { createKeyboard, type Keyboard } from './testing/keyboard';
import { waitForLink } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import type { Person } from './testing/person';
import { setStage } from './testing/stage';

// Whoever uses no mouse: Tab, Enter, Space and what is typed, nothing else. One column, so that what comes next is
// what stands below.
const viewport = { width: 360, height: 780 };

const stage = setStage();
let page: Page;
let keyboard: Keyboard;
let person: Person;

beforeEach(async () => {
  person = await createAccount(stage.stack);
  page = await stage.openBrowser({ viewport, reducedMotion: 'reduce' });
  keyboard = createKeyboard(page);
});

const open = (path: string) => page.goto(`${stage.stack.publicUrl}${path}`);
const inFocus = () => page.evaluate<string>('document.activeElement.id || document.activeElement.role');

async function signIn(): Promise<void> {
  await keyboard.type('#email', person.email);
  await keyboard.type('#password', person.password);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

describe('with the keyboard alone', () => {
  it('somebody signs in, and allows an application less than it asks for', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn();
    await keyboard.tabTo('input[type=checkbox]');
    await page.keyboard.press('Space');
    await keyboard.follow('button[value=allow]');
    const { claims } = await request.tokens();
    expect(claims).toMatchObject({ scope: 'flex:read' });
  });

  it('somebody refuses an application', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn();
    await keyboard.follow('button[value=deny]', 'Space');
    expect(await request.answer()).toMatchObject({ error: 'access_denied' });
  });

  it('somebody connects a device, after a typing mistake that the page leads to', async () => {
    const { userCode, deviceCode } = await startDevice(stage.stack);
    await open('/device');
    await signIn();
    await keyboard.type('#user_code', 'UUUUUUUU');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    expect(await page.title()).toMatch(/^Error: /);
    expect(await inFocus()).toBe('alert');
    await keyboard.tabTo('[role=alert] a');
    await page.keyboard.press('Enter');
    expect(await inFocus()).toBe('user_code');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(userCode);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await keyboard.follow('button[value=approve]', 'Space');
    expect((await poll(stage.stack, deviceCode)).status).toBe(200);
  });

  it('somebody makes an account from the link in a mail', async () => {
    await open('/sign-up');
    await keyboard.type('#email', 'keys@example.com');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await keyboard.tabTo('a[href="/outbox"]');
    await page.goto(await waitForLink(stage.stack, 'keys@example.com', /^Your account/));
    await keyboard.type('#name', 'Keys');
    await keyboard.type('#password', 'quite a long secret');
    await keyboard.follow('form[action="/email/sign-up"] button');
    await open('/account');
    expect(await page.locator('main').innerText()).toContain('Keys, keys@example.com');
  });

  it('somebody sets up an authenticator app, and signs in with its code or a recovery code', async () => {
    await open('/account/security');
    await signIn();
    await keyboard.follow('a[href="/account/authenticator"]');
    const app = createAuthenticatorApp(await page.locator('.secret').innerText());
    await keyboard.type('#code', await app.nextCode());
    await keyboard.follow('form[action="/account/authenticator"] button');
    const recoveryCode = await page.locator('.codes code').first().innerText();
    await keyboard.follow('form[action="/account/recovery-codes/kept"] button');

    await page.context().clearCookies();
    await open('/account');
    await signIn();
    await keyboard.type('#code', await app.nextCode());
    await Promise.all([page.waitForURL(/\/account/), page.keyboard.press('Enter')]);

    await page.context().clearCookies();
    await open('/account');
    await signIn();
    await keyboard.tabTo('.disclosure > summary');
    await page.keyboard.press('Enter');
    await keyboard.type('#recovery_code', recoveryCode);
    await Promise.all([page.waitForURL(/\/account/), page.keyboard.press('Enter')]);
  });

  it('somebody withdraws what an application may do', async () => {
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn();
    await keyboard.follow('button[value=allow]');
    await open('/account');
    await keyboard.follow('form[action="/account/withdraw"] button', 'Space');
    expect(await page.locator('form[action="/account/withdraw"]').count()).toBe(0);
    expect(await page.locator('[role=status]').innerText()).toContain('Access is withdrawn');
  });

  it('somebody changes their password', async () => {
    await open('/account');
    await signIn();
    await keyboard.follow('nav a[href="/account/security"]');
    await keyboard.follow('a[href="/account/password"]');
    await keyboard.type('#current_password', person.password);
    await keyboard.type('#new_password', 'another long secret');
    await keyboard.follow('form[action="/account/password"] button');
    await page.context().clearCookies();
    await open('/sign-in?to=account');
    person.password = 'another long secret';
    await signIn();
    expect(new URL(page.url()).pathname).toBe('/account');
  });

  it('somebody deletes their account, after having typed something else', async () => {
    await open('/account/data');
    await signIn();
    await keyboard.follow('a[href="/account/delete"]');
    await keyboard.type('#email', 'else@example.com');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    expect(await inFocus()).toBe('alert');
    await keyboard.tabTo('#email');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(person.email);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    expect(await page.locator('h1').innerText()).toBe('Your account is deleted');
  });

  it('somebody chooses another language, and skips what is above the text', async () => {
    await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true);

    await open('/sign-in');
    await keyboard.tabTo('.languages > summary');
    await page.keyboard.press('Enter');
    await keyboard.follow('.languages a[lang=de]');
    expect(await page.locator('h1').innerText()).toBe('Anmelden');
  });
});
