import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createAuthenticatorApp } from './testing/authenticator-app';
import { startBrowser } from './testing/browser';
import { startClientApplication, type ClientApplication } from './testing/client-application';
import { startDevice } from './testing/device';
import { inspectPage } from './testing/inspect-page';
import { waitForLink } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, signIn } from './testing/person';
import { openRegistry } from './testing/registry';
import { startTestStack, type TestStack } from './testing/test-stack';
import { addVirtualAuthenticator } from './testing/virtual-authenticator';

// What a person sees: every page in both themes, on a phone and on a desk, looked at by axe, measured, and kept as
// a picture for people.
const environment: Record<string, string> = {};
const phr = 'phr';

// Each test goes through dozens of pages.
jest.setTimeout(180_000);

let stack: TestStack;
let browser: Browser;
let application: ClientApplication;
let context: BrowserContext;
let page: Page;
let errors: string[];
let faults: string[];
let before: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack({ environment }), startBrowser()]);
  application = await startClientApplication(stack);
}, 120_000);
afterAll(async () => {
  await application?.close();
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  [errors, faults, before] = [[], [], ''];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
  expect(errors.filter((text) => !/status of (4\d\d|503)/.test(text))).toEqual([]);
});

const password = 'quite a long secret';

/** Looks at the page that is open, which has to be another one than that before. */
async function look(name: string): Promise<void> {
  const text = await page.locator('main').innerHTML();
  if (text === before) faults.push(`${name} is the page that was looked at before`);
  before = text;
  const found = await inspectPage(page, name);
  faults.push(...found.map((fault) => `${name}: ${fault}`));
}

const open = (path: string) => page.goto(`${stack.publicUrl}${path}`);
/** Sends the form that is posted to a path. */
const send = (action: string) =>
  following(page.locator(`form[action="${action}"] button[type=submit]`).first().click());
/** Waits for the page that something leads to. */
const following = (work: Promise<void>) => Promise.all([page.waitForEvent('load'), work]);
const fill = (name: string, value: string) => page.locator(`main input[name=${name}]:visible`).fill(value);
const heading = () => page.locator('h1').innerText();

/** Opens a page for which a form is not sent unfilled by the browser itself, so that the server has to say so. */
async function withoutValidation(): Promise<void> {
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
}

async function newcomer(path = '/account') {
  const person = await createAccount(stack);
  await open(`/sign-in?to=account`);
  await signIn(page, person);
  await page.waitForURL(/\/account/);
  await open(path);
  return person;
}

/** Sets up an authenticator application, and ends on the page with recovery codes. */
async function addAuthenticator() {
  await open('/account/authenticator');
  const app = createAuthenticatorApp(await page.locator('.secret').innerText());
  await fill('code', await app.nextCode());
  await send('/account/authenticator');
  await page.locator('.codes').waitFor();
  return app;
}

describe('every page', () => {
  it('of a sign-in and a consent is sound', async () => {
    await open('/');
    await look('welcome');
    const { url } = application.request();
    await page.goto(url);
    await look('sign-in');
    await withoutValidation();
    await send('/sign-in');
    await look('sign-in-empty');
    await following(signIn(page, { email: 'ada@example.com', password: 'wrong' }));
    expect(await page.locator('input[name=email]').inputValue()).toBe('ada@example.com');
    await look('sign-in-wrong');
    const email = 'ada@example.com';
    await following(signIn(page, { email, password: stack.credentials.users[email]?.password ?? '' }));
    await look('consent');
    await page.goto(application.request({ prompt: 'select_account', login_hint: 'grace@example.com' }).url);
    await look('select-account');
    await page.goto(application.request({ acr_values: phr }).url);
    await look('unmet');
    await following(page.locator('main .form a.button').click());
    await look('account-security-waiting');
  });

  it('of a sign-up, a forgotten password and the outbox is sound', async () => {
    await open('/outbox');
    await look('outbox-empty');
    await open('/sign-up');
    await look('sign-up');
    await fill('email', 'nobody');
    await withoutValidation();
    await send('/sign-up');
    await look('sign-up-bad-address');
    const email = 'grace.hopper.with.a.long.name@department.example.com';
    await fill('email', email);
    await send('/sign-up');
    await look('sign-up-sent');
    await send('/sign-up');
    await look('sign-up-sent-again');
    const link = await waitForLink(stack, email, /^Your account/);
    await open('/outbox');
    await look('outbox');
    await page.goto(link);
    await look('sign-up-link');
    await fill('password', 'password1234');
    await withoutValidation();
    await send('/email/sign-up');
    await look('sign-up-link-problems');
    await fill('name', 'Grace Hopper');
    await fill('password', password);
    await send('/email/sign-up');
    await page.goto(link);
    await look('link-used');

    await open('/forgot-password');
    await look('forgot-password');
    await fill('email', email);
    await send('/forgot-password');
    await look('forgot-password-sent');
    const reset = await waitForLink(stack, email, /^New password/);
    await page.goto(reset);
    await look('reset-password-link');
    const registry = await openRegistry(stack);
    await registry.query(`UPDATE email_links SET expires_at = now() WHERE email = $1`, [email]);
    await registry.close();
    await page.reload();
    await look('link-expired');
    await context.clearCookies();
    await page.goto(application.request().url);
    await following(page.locator('a[href^="/forgot-password"]').click());
    await fill('email', email);
    await send('/forgot-password');
    const elsewhere = await waitForLink(stack, email, /^New password/, 2);
    await context.clearCookies();
    await page.goto(elsewhere);
    await fill('password', `${password}!`);
    await send('/email/reset-password');
    expect(await heading()).toBe('Your new password is saved');
    await look('reset-password-done');
  });

  it('of second steps is sound', async () => {
    const person = await newcomer();
    const app = await addAuthenticator();
    await look('recovery-codes');
    await send('/account/recovery-codes/kept');
    const authenticator = await addVirtualAuthenticator(page);
    await authenticator.setPresence(true);
    await open('/account/passkeys/add');
    await look('add-passkey');
    await fill('name', 'My laptop');
    await send('/account/passkeys/add');
    await page.waitForURL(/\/account\/security/);
    await look('account-security-full');
    await following(page.getByRole('link', { name: /Remove: My laptop/ }).click());
    await look('remove-passkey');
    await open('/account/authenticator/remove');
    await look('remove-authenticator');
    await open('/account/authenticator');
    await look('replace-authenticator');
    await open('/account/recovery-codes');
    await look('replace-recovery-codes');

    await authenticator.setPresence(false);
    await context.clearCookies();
    await open('/sign-in?to=account');
    await signIn(page, person);
    await page.waitForURL(/second-step/);
    await look('second-step');
    await fill('code', '000000');
    await send('/sign-in/second-step');
    await look('second-step-wrong');
    await page.locator('summary', { hasText: 'recovery code' }).click();
    await look('second-step-recovery');
    await fill('code', await app.nextCode());
    await send('/sign-in/second-step');
    await page.waitForURL(/\/account/);
  });

  it('of the account is sound', async () => {
    const person = await newcomer('/account/security');
    await look('account-security');
    await open('/account/authenticator');
    await look('authenticator');
    await fill('code', '000000');
    await send('/account/authenticator');
    await look('authenticator-wrong');
    await open('/account/password');
    await look('password');
    await fill('current_password', 'wrong');
    await fill('new_password', 'password1234');
    await send('/account/password');
    await look('password-problems');
    await send('/account/password/link');
    await look('password-link-sent');
    await open('/account/email');
    await look('email');
    await fill('email', 'new.address@example.com');
    await send('/account/email');
    await look('email-sent');
    await page.goto(await waitForLink(stack, 'new.address@example.com', /^Confirm/));
    await look('email-link');
    await send('/email/change-email');
    await page.waitForURL(/done/);
    await look('email-done');
    await open('/account/data');
    await look('account-data');
    await open('/account');
    await look('account-empty');

    const other = await browser.newContext();
    const elsewhere = await other.newPage();
    await elsewhere.goto(`${stack.publicUrl}/sign-in`);
    await signIn(elsewhere, { ...person, email: 'new.address@example.com' });
    await other.close();
    await page.goto(application.request().url);
    await decide(page, 'allow');
    await page.waitForURL(/127\.0\.0\.1/);
    await open('/account');
    await look('account');
    await page.locator('form[action="/account/withdraw"] button').click();
    await page.locator('[role=status]').waitFor();
    await look('account-withdrawn');
    await open('/account/delete');
    await look('delete');
    await fill('email', 'somebody@example.com');
    await send('/account/delete');
    await look('delete-mismatch');
    await fill('email', 'new.address@example.com');
    await send('/account/delete');
    await look('deleted');
  });

  it('of a device is sound', async () => {
    await newcomer('/device');
    await look('device-code');
    await fill('user_code', '00000000');
    await send('/device');
    await look('device-code-unknown');
    const { userCode } = await startDevice(stack);
    await open(`/device?user_code=${userCode}`);
    await look('device-compare');
    await send('/device');
    await page.waitForURL(/confirm/);
    const question = page.url();
    await look('device-confirm');
    await decide(page, 'approve');
    await page.waitForURL(/done/);
    await look('device-approved');
    await page.goto(question);
    await look('device-answered');
    const refused = await startDevice(stack);
    await open(`/device?user_code=${refused.userCode}`);
    await send('/device');
    await decide(page, 'deny');
    await page.waitForURL(/done/);
    await look('device-denied');
  });

  it('of an error is sound', async () => {
    await open('/no-such-page');
    await look('error-not-found');
    await open('/authorize/?client_id=nobody');
    await look('error-refused-request');
    await open('/consent');
    await look('error-missing-request');
    await open('/sign-in?to=nowhere');
    await look('error-malformed-request');
    await open('/consent?request_uri=urn:ietf:params:oauth:request_uri:gone');
    await look('error-expired-request');

    await page.goto(application.request().url);
    const own = page.url();
    await context.clearCookies();
    await page.goto(own);
    await look('error-other-browser');

    await newcomer('/sign-in');
    await page.goto(application.request().url);
    const asked = page.url();
    await decide(page, 'deny');
    await page.waitForURL(/127\.0\.0\.1/);
    await page.goto(asked);
    await look('error-decided-request');

    await open('/sign-up');
    await context.clearCookies();
    await fill('email', 'late@example.com');
    await send('/sign-up');
    await look('error-stale-form');
    for (let mails = 0; mails < 6; mails++) {
      await open('/forgot-password');
      await fill('email', 'flooded@example.com');
      await send('/forgot-password');
    }
    expect(await heading()).toMatch(/Too many e-mails/);
    await look('error-too-many-mails');
  });

  it('of a server on which nobody signs up, or whose directory is away, is sound', async () => {
    environment['LATCHKEY_SIGN_UP'] = 'closed';
    await stack.service('directory').stop();
    await open('/sign-up');
    await look('error-unavailable');
    await stack.restart('directory');
    await open('/sign-up');
    await look('sign-up-closed');
    expect(await page.locator('main a[href^="/sign-in"]').count()).toBe(1);
    await open('/sign-in');
    expect(await page.locator('main a[href^="/sign-up"]').count()).toBe(0);
  });
});

it('a page comes in one round trip, once the style sheet is there', async () => {
  const requested: string[] = [];
  await open('/sign-in');
  await page.waitForLoadState('networkidle');
  page.on('requestfinished', async (request) => {
    const { responseBodySize } = await request.sizes();
    if (responseBodySize > 0) requested.push(new URL(request.url()).pathname);
  });
  await open('/forgot-password');
  await page.waitForLoadState('networkidle');
  expect(requested).toEqual(['/forgot-password']);
});
