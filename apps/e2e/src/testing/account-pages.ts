import type { Page } from 'playwright-core';
import { createAuthenticatorApp, type AuthenticatorApp } from './authenticator-app';
import { followLink, submitForm, waitForPage } from './forms';
import { signIn, type Person } from './person';
import type { TestStack } from './test-stack';

/** Opens a page of the account of somebody who signs in with a password for it. */
export async function openAccount(
  { publicUrl }: TestStack,
  page: Page,
  person: Person,
  path = '/account',
): Promise<void> {
  await page.goto(publicUrl + path);
  await signIn(page, person);
  await waitForPage(page, path);
}

/** Sets up an authenticator application with what the page shows; the security page is open. */
export async function setUpAuthenticator(page: Page): Promise<AuthenticatorApp> {
  await followLink(page, '/account/authenticator');
  const app = createAuthenticatorApp(await page.locator('code.secret').innerText());
  await submitForm(page, '/account/authenticator', { code: await app.nextCode() });
  return app;
}

/** Reads the recovery codes that the page shows, and says that they are kept. */
export async function keepRecoveryCodes(page: Page): Promise<string[]> {
  await waitForPage(page, '/account/recovery-codes/shown');
  // A reload loses none of them.
  await page.reload();
  const codes = await page.locator('ul.codes code').allInnerTexts();
  await submitForm(page, '/account/recovery-codes/kept');
  return codes;
}
