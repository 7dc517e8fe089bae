import type { Page } from 'playwright-core';
import { keepRecoveryCodes, openAccount, setUpAuthenticator } from './testing/account-pages';
import { createAuthenticatorApp } from './testing/authenticator-app';
import type { ApplicationRequest } from './testing/client-application';
import { followLink, submitForm, waitForPage } from './testing/forms';
import { waitForMail } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, signIn, type Person } from './testing/person';
import { setStage } from './testing/stage';
import {
  addVirtualAuthenticator,
  type HeldPasskey,
  type VirtualAuthenticator,
} from './testing/virtual-authenticator';

// Passkeys of an authenticator that DevTools plays, and an authenticator application.
const SFA = 'https://refeds.org/profile/sfa';
const MFA = 'https://refeds.org/profile/mfa';

const stage = setStage();

/** Opens the security page of somebody who signs in with a password for it. */
async function openSecurity(person: Person, page: Page): Promise<Page> {
  await openAccount(stage.stack, page, person, '/account/security');
  return page;
}

/** Allows what an application asks for, and returns how it was told that somebody signed in. */
async function acrOf(page: Page, request: ApplicationRequest) {
  await decide(page, 'allow');
  return (await request.tokens()).claims.acr;
}

describe('passkeys', () => {
  const passkeyButton = 'form[action="/sign-in/passkey"] button';
  let person: Person;
  /** With the counters that they have by now: one that goes back is that of a copy. */
  let passkeys: HeldPasskey[];
  let authenticator: VirtualAuthenticator | undefined;
  let recoveryCodes: string[];

  /** A browser of the person with the passkeys; nobody has touched them yet. */
  async function openWithPasskeys(): Promise<Page> {
    const page = await stage.openBrowser();
    authenticator = await addVirtualAuthenticator(page, passkeys);
    return page;
  }

  /** Touches the authenticator when the button is pressed. */
  async function pressPasskeyButton(page: Page): Promise<void> {
    await page.locator(passkeyButton).waitFor();
    await authenticator?.setPresence(true);
    await page.locator(passkeyButton).click();
  }

  /** Waits until the page says below the button what was wrong. */
  const waitForComplaint = (page: Page) =>
    page.locator('form[action="/sign-in/passkey"] [role=status]').filter({ hasText: /\w/ }).waitFor();

  beforeAll(async () => {
    person = await createAccount(stage.stack);
    const page = await stage.openBrowser();
    const first = await addVirtualAuthenticator(page);
    await openSecurity(person, page);
    await first.setPresence(true);
    await followLink(page, '/account/passkeys/add');
    await submitForm(page, '/account/passkeys/add', { name: 'My laptop' });
    recoveryCodes = await keepRecoveryCodes(page);
    passkeys = await first.passkeys();
    await page.locator('h3', { hasText: 'My laptop' }).waitFor();
  }, 60_000);

  afterEach(async () => {
    passkeys = (await authenticator?.passkeys()) ?? passkeys;
    authenticator = undefined;
  });

  it('are added in the account, with ten recovery codes and a mail', async () => {
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect(passkeys).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
    await waitForMail(stage.stack, person.email, /^A passkey was added/);
  });

  it('sign in by the button, and count as more than a password', async () => {
    const page = await openWithPasskeys();
    const request = stage.application.request();
    await page.goto(request.url);
    await pressPasskeyButton(page);
    expect(await acrOf(page, request)).toBe('phr');
  });

  it('sign in by autofill, without a press of any button', async () => {
    const page = await openWithPasskeys();
    await authenticator?.setPresence(true);
    const request = stage.application.request();
    await page.goto(request.url);
    expect(await acrOf(page, request)).toBe('phr');
  });

  it('are asked for after the password', async () => {
    const page = await openWithPasskeys();
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn(page, person);
    await waitForPage(page, '/sign-in/second-step');
    await authenticator?.setPresence(true);
    await submitForm(page, '/sign-in/second-step/passkey');
    expect(await acrOf(page, request)).toBe('phr');
  });

  it('suffice after the password also in a security key that recognizes nobody', async () => {
    const page = await stage.openBrowser();
    authenticator = await addVirtualAuthenticator(page, passkeys, { hasUserVerification: false });
    const request = stage.application.request();
    await page.goto(request.url);
    await signIn(page, person);
    await waitForPage(page, '/sign-in/second-step');
    await authenticator.setPresence(true);
    await submitForm(page, '/sign-in/second-step/passkey');
    expect(await acrOf(page, request)).toBe('phr');
  });

  it('that did not recognize their owner do not sign in alone, and the page says so and goes on', async () => {
    const page = await openWithPasskeys();
    await authenticator?.setUserVerified(false);
    const request = stage.application.request();
    await page.goto(request.url);
    await pressPasskeyButton(page);
    await waitForComplaint(page);
    expect(await page.locator(passkeyButton).isEnabled()).toBe(true);

    await authenticator?.setUserVerified(true);
    await page.locator(passkeyButton).click();
    expect(await acrOf(page, request)).toBe('phr');
  });

  it('of another site are not offered, and the page says that nothing came of it', async () => {
    const page = await stage.openBrowser();
    const other = await addVirtualAuthenticator(page);
    await page.goto(`${stage.stack.publicUrl}/sign-in`);
    await page.locator(passkeyButton).waitFor();
    await other.setPresence(true);
    await page.locator(passkeyButton).click();
    await waitForComplaint(page);
  });

  it('whose counter has gone back are refused: somebody has made a copy', async () => {
    const before = passkeys;
    passkeys = before.map((passkey) => ({ ...passkey, signCount: passkey.signCount + 100 }));
    const used = await openWithPasskeys();
    await used.goto(`${stage.stack.publicUrl}/sign-in?to=account`);
    await pressPasskeyButton(used);
    await waitForPage(used, '/account');
    const page = await stage.openBrowser();
    const copy = await addVirtualAuthenticator(page, before);
    await page.goto(`${stage.stack.publicUrl}/sign-in`);
    await page.locator(passkeyButton).waitFor();
    await copy.setPresence(true);
    await page.locator(passkeyButton).click();
    await copy.setPresence(false);
    await page.locator('[role=alert]', { hasText: 'This passkey does not work here' }).waitFor();
  });

  it('have no button without JavaScript, where a recovery code helps, once', async () => {
    const [code = ''] = recoveryCodes;
    const useCode = async () => {
      const page = await stage.openBrowser({ javaScriptEnabled: false });
      const request = stage.application.request();
      await page.goto(request.url);
      expect(await page.locator(passkeyButton).isVisible()).toBe(false);
      await signIn(page, person);
      await page.locator('main details summary').click();
      // Typed as people do.
      const typed = code.toLowerCase().replaceAll('-', ' ');
      await submitForm(page, '/sign-in/second-step/recovery-code', { recovery_code: typed });
      return { page, request };
    };
    const first = await useCode();
    expect(await acrOf(first.page, first.request)).toBe(MFA);
    await waitForMail(stage.stack, person.email, /^A recovery code was used/);
    const second = await useCode();
    await second.page.locator('#recovery_code-error').waitFor();
  });

  it('that were removed are refused, and then the password suffices again', async () => {
    const page = await openWithPasskeys();
    await authenticator?.setPresence(true);
    await page.goto(`${stage.stack.publicUrl}/account/security`);
    await waitForPage(page, '/account/security');
    await followLink(page, '/account/passkeys/remove');
    await submitForm(page, '/account/passkeys/remove');
    await page.locator('[role=status]', { hasText: 'The passkey is removed.' }).waitFor();
    await waitForMail(stage.stack, person.email, /^A passkey was removed/);

    passkeys = (await authenticator?.passkeys()) ?? [];
    const other = await openWithPasskeys();
    const request = stage.application.request();
    await other.goto(request.url);
    await pressPasskeyButton(other);
    await authenticator?.setPresence(false);
    await other.locator('[role=alert]', { hasText: 'This passkey does not work here' }).waitFor();
    await signIn(other, person);
    expect(await acrOf(other, request)).toBe(SFA);
  });
});

describe('an authenticator application', () => {
  const showCode = (page: Page, code: string) => submitForm(page, '/sign-in/second-step', { code });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('is set up, and its codes sign in, each once, %s', async (_how, javaScriptEnabled) => {
    const person = await createAccount(stage.stack);
    const page = await openSecurity(person, await stage.openBrowser({ javaScriptEnabled }));
    const app = await setUpAuthenticator(page);
    expect(await keepRecoveryCodes(page)).toHaveLength(10);
    await waitForMail(stage.stack, person.email, /^An authenticator app was added/);

    const other = await stage.openBrowser({ javaScriptEnabled });
    const request = stage.application.request();
    await other.goto(request.url);
    await signIn(other, person);
    await waitForPage(other, '/sign-in/second-step');
    // The one that it was set up with.
    await showCode(other, app.lastCode());
    await other.locator('#code-error').waitFor();
    await showCode(other, '000000');
    await other.locator('#code-error').waitFor();
    await showCode(other, await app.nextCode());
    expect(await acrOf(other, request)).toBe(MFA);
  });

  it('is not set up by a wrong code, and the page keeps its secret', async () => {
    const page = await openSecurity(await createAccount(stage.stack), await stage.openBrowser());
    await followLink(page, '/account/authenticator');
    const secret = await page.locator('code.secret').innerText();
    await submitForm(page, '/account/authenticator', { code: '000000' });
    await page.locator('#code-error').waitFor();
    expect(await page.locator('code.secret').innerText()).toBe(secret);
    const app = createAuthenticatorApp(secret);
    await submitForm(page, '/account/authenticator', { code: await app.nextCode() });
    expect(await keepRecoveryCodes(page)).toHaveLength(10);
  });

  it('is replaced and removed, and new recovery codes take the place of the former', async () => {
    const person = await createAccount(stage.stack);
    const page = await openSecurity(person, await stage.openBrowser());
    await setUpAuthenticator(page);
    const [former = ''] = await keepRecoveryCodes(page);

    await followLink(page, '/account/recovery-codes');
    await submitForm(page, '/account/recovery-codes');
    const [fresh = ''] = await keepRecoveryCodes(page);
    await waitForMail(stage.stack, person.email, /^You have new recovery codes/);

    const app = await setUpAuthenticator(page);
    await waitForPage(page, '/account/security');

    const other = await stage.openBrowser();
    const useCode = async (recovery_code: string) => {
      await other.locator('main details:not([open]) summary').click();
      await submitForm(other, '/sign-in/second-step/recovery-code', { recovery_code });
    };
    await other.goto(`${stage.stack.publicUrl}/account`);
    await signIn(other, person);
    await useCode(former);
    await other.locator('#recovery_code-error').waitFor();
    await showCode(other, await app.nextCode());
    await waitForPage(other, '/account');
    await other.context().clearCookies();
    await other.goto(`${stage.stack.publicUrl}/account`);
    await signIn(other, person);
    await useCode(fresh);
    await waitForPage(other, '/account');

    await followLink(page, '/account/authenticator/remove');
    await page.getByText('Then only your password protects your account').waitFor();
    await submitForm(page, '/account/authenticator/remove');
    await page.locator('[role=status]', { hasText: 'The authenticator app is removed.' }).waitFor();
    await waitForMail(stage.stack, person.email, /^Your authenticator app was removed/);
    const request = stage.application.request();
    const third = await stage.openBrowser();
    await third.goto(request.url);
    await signIn(third, person);
    expect(await acrOf(third, request)).toBe(SFA);
  });
});
