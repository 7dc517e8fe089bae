import type { Page } from 'playwright-core';
import { keepRecoveryCodes, openAccount, setUpAuthenticator } from './testing/account-pages';
import { followLink, submitForm, waitForPage } from './testing/forms';
import { waitForLink } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, signIn, type Person } from './testing/person';
import { setStage } from './testing/stage';

// What people do with browsers: tabs beside each other, reload, back and forward, at every step.
const stage = setStage();

const ada = (): Person => ({
  email: 'ada@example.com',
  password: stage.stack.credentials.users['ada@example.com']?.password ?? '',
});

const allowButton = (page: Page) => page.locator('button[name=decision][value=allow]');

/** Reloads a page, goes back and comes forward: none of it may end at an error, nor lose the page. */
async function fidget(page: Page, path: string): Promise<void> {
  await waitForPage(page, path);
  for (const move of ['reload', 'goBack', 'goForward', 'reload'] as const) {
    const response = await page[move]();
    expect({ path, move, status: response?.status() ?? 200 }).toEqual({ path, move, status: 200 });
  }
  await waitForPage(page, path);
}

describe('two tabs with two requests', () => {
  it('all end well when somebody signs in in one: another sends its old form, or is reloaded', async () => {
    const first = await stage.openBrowser();
    const tabs = [first, await first.context().newPage(), await first.context().newPage()] as const;
    const requests = tabs.map(() => stage.application.request());
    for (const [index, tab] of tabs.entries()) await tab.goto(requests[index]?.url ?? '');
    await signIn(tabs[0], ada());
    await signIn(tabs[1], ada());
    await tabs[2].reload();
    // The question of the first was shown to the same person, in a session that the second has ended.
    for (const tab of tabs) await decide(tab, 'allow');
    const subjects = await Promise.all(requests.map(async (one) => (await one.tokens()).claims.sub));
    expect(new Set(subjects).size).toBe(1);
  });

  it('with two people keep them apart: what was shown to the one cannot be allowed by the other', async () => {
    const other = await createAccount(stage.stack);
    const first = await stage.openBrowser();
    const second = await first.context().newPage();
    const [one, two] = [stage.application.request(), stage.application.request()];
    await first.goto(one.url);
    await second.goto(two.url);
    await signIn(first, ada());
    await allowButton(first).waitFor();
    await signIn(second, other);
    await allowButton(second).waitFor();
    await decide(first, 'allow');
    await first.locator('h1', { hasText: 'This form is out of date' }).waitFor();
    await followLink(first, '/consent');
    await first.getByText(other.email).first().waitFor();
    await decide(first, 'allow');
    await decide(second, 'allow');
    expect((await one.tokens()).claims.sub).toBe((await two.tokens()).claims.sub);
  });

  it('at the second step take the last sign-in, and both end well', async () => {
    const person = await createAccount(stage.stack);
    const first = await stage.openBrowser();
    await openAccount(stage.stack, first, person, '/account/security');
    const app = await setUpAuthenticator(first);
    await keepRecoveryCodes(first);
    await first.context().clearCookies();
    const second = await first.context().newPage();
    const requests = [stage.application.request(), stage.application.request()];
    for (const [index, tab] of [first, second].entries()) {
      await tab.goto(requests[index]?.url ?? '');
      await signIn(tab, person);
      await waitForPage(tab, '/sign-in/second-step');
    }
    // The form of the first belongs to a sign-in that is out of date: the page of the other takes its place.
    await submitForm(first, '/sign-in/second-step', { code: '123456' });
    await waitForPage(first, '/sign-in/second-step');
    await submitForm(first, '/sign-in/second-step', { code: await app.nextCode() });
    await decide(first, 'allow');
    await second.reload();
    await decide(second, 'allow');
    for (const request of requests) expect((await request.tokens()).claims.sub).toBeTruthy();
  });
});

describe('reload, back and forward', () => {
  it('do no harm at any step of a sign-up', async () => {
    const page = await stage.openBrowser();
    const request = stage.application.request();
    const email = `fidget-${Date.now()}@example.com`;
    await page.goto(request.url);
    await fidget(page, '/sign-in');
    await followLink(page, '/sign-up');
    await fidget(page, '/sign-up');
    await submitForm(page, '/sign-up', { email });
    await fidget(page, '/sign-up/sent');
    await page.goto(await waitForLink(stage.stack, email, /^Your account/));
    await fidget(page, '/email/sign-up');
    await submitForm(page, '/email/sign-up', { name: 'Grace', password: 'quiet herons at dusk' });
    await waitForPage(page, '/consent');
    await page.reload();
    // The link was used, and the page behind it says so and how to go on.
    expect((await page.goBack())?.status()).toBe(410);
    await followLink(page, '/sign-in');
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });

  it('do no harm at any step of a sign-in, nor after it', async () => {
    const person = await createAccount(stage.stack);
    const page = await stage.openBrowser();
    await openAccount(stage.stack, page, person, '/account/security');
    const app = await setUpAuthenticator(page);
    await keepRecoveryCodes(page);
    await waitForPage(page, '/account/security');
    // The codes are not shown again.
    await page.goBack();
    await waitForPage(page, '/account/security');
    await page.context().clearCookies();

    const request = stage.application.request();
    await page.goto(request.url);
    await signIn(page, person);
    await fidget(page, '/sign-in/second-step');
    await submitForm(page, '/sign-in/second-step', { code: await app.nextCode() });
    await fidget(page, '/consent');
    await decide(page, 'allow');
    const { claims } = await request.tokens();
    expect(claims.acr).toBe('https://refeds.org/profile/mfa');

    // Afterwards: the question can be seen again, but was answered once and for all.
    await page.locator('h1', { hasText: 'Back at the application' }).waitFor();
    await page.goBack();
    await decide(page, 'allow');
    await page.locator('h1', { hasText: 'already' }).waitFor();
    await page.goto(`${stage.stack.publicUrl}/account`);
    await waitForPage(page, '/account');
  });

  it('of a form that was refused refuse it again, and it can be mended there', async () => {
    const page = await stage.openBrowser();
    const request = stage.application.request();
    await page.goto(request.url);
    for (let attempt = 0; attempt < 2; attempt++) {
      await signIn(page, { ...ada(), password: 'not the password' });
      await page.locator('[role=alert]').waitFor();
      expect((await page.reload())?.status()).toBe(422);
    }
    await signIn(page, ada());
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });

  it('do no harm at any step that changes an account', async () => {
    const person = await createAccount(stage.stack);
    const page = await stage.openBrowser();
    await openAccount(stage.stack, page, person, '/account/security');
    await followLink(page, '/account/authenticator');
    await fidget(page, '/account/authenticator');
    await page.goBack();
    await setUpAuthenticator(page);
    await fidget(page, '/account/recovery-codes/shown');
    const codes = await keepRecoveryCodes(page);
    await followLink(page, '/account/recovery-codes');
    await fidget(page, '/account/recovery-codes');
    await submitForm(page, '/account/recovery-codes');
    expect(await keepRecoveryCodes(page)).not.toEqual(codes);
    await followLink(page, '/account/password');
    await fidget(page, '/account/password');
    const passwords = { current_password: person.password, new_password: 'quiet herons at dusk' };
    await submitForm(page, '/account/password', passwords);
    await fidget(page, '/account/security');
    await followLink(page, '/account/email');
    await fidget(page, '/account/email');
    await submitForm(page, '/account/email', { email: `next-${person.email}` });
    await fidget(page, '/account/email/sent');
    await page.goto(await waitForLink(stage.stack, `next-${person.email}`, /^Confirm your address/));
    await fidget(page, '/email/change-email');
    await submitForm(page, '/email/change-email');
    await waitForPage(page, '/email/done');
    await page.reload();
    expect((await page.goBack())?.status()).toBe(410);
    await followLink(page, '/account/security');
    await waitForPage(page, '/account/security');
    await page.goto(`${stage.stack.publicUrl}/account/data`);
    await followLink(page, '/account/delete');
    await fidget(page, '/account/delete');
    await submitForm(page, '/account/delete', { email: `next-${person.email}` });
    await waitForPage(page, '/account/deleted');
    await page.reload();
    await waitForPage(page, '/account/deleted');
    await page.goBack();
    await waitForPage(page, '/sign-in');
  });
});
