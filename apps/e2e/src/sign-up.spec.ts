import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { followLink, submitForm, waitForPage } from './testing/forms';
import { waitForLink, waitForMail } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, signIn } from './testing/person';
import { setStage } from './testing/stage';

// Links in mails, in the middle of what an application asked for.
const password = 'quiet herons at dusk';

const stage = setStage();

const newAddress = () => `new-${randomBytes(4).toString('hex')}@example.com`;
const ask = (page: Page, email: string) => submitForm(page, '/sign-up', { email });
const choose = (page: Page, fields: Record<string, string> = {}) =>
  submitForm(page, '/email/sign-up', { name: 'Grace', password, ...fields });

/** Goes from what an application asks for to the mail of a sign-up. */
async function signUpFor(page: Page, url: string, email: string): Promise<string> {
  await page.goto(url);
  await followLink(page, '/sign-up');
  await ask(page, email);
  await waitForPage(page, '/sign-up/sent');
  return waitForLink(stage.stack, email, /^Your account/);
}

describe('signing up in the middle of an authorization request', () => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('ends at the application with a code that becomes tokens, %s', async (_how, javaScriptEnabled) => {
    const page = await stage.openBrowser({ javaScriptEnabled });
    const request = stage.application.request();
    const email = newAddress();
    const link = await signUpFor(page, request.url, email);
    await page.goto(link);
    // The secret of the link does not stay in the address bar.
    expect(page.url()).not.toContain(new URL(link).searchParams.get('token'));
    expect(await page.locator('input[name=email]').inputValue()).toBe(email);
    await choose(page);
    await decide(page, 'allow');
    const { claims } = await request.tokens();
    expect(claims.acr).toBe('https://refeds.org/profile/sfa');
    expect(Math.abs((claims.auth_time ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('says in another browser that it is done, and the first one goes on after signing in', async () => {
    const first = await stage.openBrowser();
    const request = stage.application.request();
    const email = newAddress();
    const link = await signUpFor(first, request.url, email);
    const phone = await stage.openBrowser();
    await phone.goto(link);
    await choose(phone);
    await waitForPage(phone, '/email/done', /Your account is ready/);
    await phone.reload();
    await phone.locator('h1', { hasText: 'Your account is ready' }).waitFor();

    await first.reload();
    await followLink(first, '/sign-in');
    await signIn(first, { email, password });
    await decide(first, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });

  it('tells the owner alone that an address has an account', async () => {
    const { email } = await createAccount(stage.stack);
    const [known, unknown] = [await stage.openBrowser(), await stage.openBrowser()];
    const texts: string[] = [];
    for (const [page, address] of [
      [known, email],
      [unknown, newAddress()],
    ] as const) {
      await page.goto(`${stage.stack.publicUrl}/sign-up`);
      await ask(page, address);
      await waitForPage(page, '/sign-up/sent');
      texts.push((await page.locator('main').innerText()).replaceAll(address, 'ADDRESS'));
    }
    expect(texts[0]).toBe(texts[1]);
    const { text } = await waitForMail(stage.stack, email, /^You already have an account/);
    expect(text).toContain('There is one already');
  });

  it('says of a link that was used that it was, and mails a new one, with which the request goes on', async () => {
    const page = await stage.openBrowser();
    const request = stage.application.request();
    const email = newAddress();
    const link = await signUpFor(page, request.url, email);
    await page.goto(link);
    await choose(page);
    await page.locator('button[name=decision]').first().waitFor();

    expect((await page.goto(link))?.status()).toBe(410);
    await page.locator('h1', { hasText: 'does not work any more' }).waitFor();
    await followLink(page, '/sign-up');
    await ask(page, email);
    await page.goto(await waitForLink(stage.stack, email, /^You already have an account/));
    // They are signed in already.
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });

  it('keeps the name and asks again for a password that is too easy', async () => {
    const page = await stage.openBrowser();
    const request = stage.application.request();
    const link = await signUpFor(page, request.url, newAddress());
    await page.goto(link);
    await choose(page, { password: 'password1234' });
    await page.locator('#password-error').waitFor();
    expect(await page.locator('input[name=name]').inputValue()).toBe('Grace');
    await submitForm(page, '/email/sign-up', { password });
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });
});

describe('a forgotten password in the middle of an authorization request', () => {
  it('is set anew, and the request goes on; the old one and other sessions are of no use', async () => {
    const person = await createAccount(stage.stack);
    const elsewhere = await stage.openBrowser();
    await elsewhere.goto(`${stage.stack.publicUrl}/account`);
    await signIn(elsewhere, person);
    await waitForPage(elsewhere, '/account');

    const page = await stage.openBrowser();
    const request = stage.application.request({ login_hint: person.email });
    await page.goto(request.url);
    await followLink(page, '/forgot-password');
    // The application has said who it is.
    expect(await page.locator('input[name=email]').inputValue()).toBe(person.email);
    await submitForm(page, '/forgot-password', {});
    await waitForPage(page, '/forgot-password/sent');
    await page.goto(await waitForLink(stage.stack, person.email, /^New password/));
    await submitForm(page, '/email/reset-password', { password });
    await decide(page, 'allow');
    expect((await request.tokens()).claims.acr).toBe('https://refeds.org/profile/sfa');
    await waitForMail(stage.stack, person.email, /^Your password was set anew/);

    await followLink(elsewhere, '/account/security');
    await waitForPage(elsewhere, '/sign-in');
    await signIn(elsewhere, person);
    await elsewhere.locator('[role=alert]').waitFor();
    await signIn(elsewhere, { ...person, password });
    await waitForPage(elsewhere, '/account/security');
  });

  it('tells the owner of an address without an account by mail, and leads to sign-up and on', async () => {
    const page = await stage.openBrowser();
    const request = stage.application.request();
    const email = newAddress();
    await page.goto(request.url);
    await followLink(page, '/forgot-password');
    await submitForm(page, '/forgot-password', { email });
    await waitForPage(page, '/forgot-password/sent');
    await page.goto(await waitForLink(stage.stack, email, /^No account/));
    await ask(page, email);
    await page.goto(await waitForLink(stage.stack, email, /^Your account/));
    await choose(page);
    await decide(page, 'allow');
    expect((await request.tokens()).claims.sub).toBeTruthy();
  });
});
