import type { Page } from 'playwright-core';

/** Somebody with an account, at a browser. */
export interface Person {
  email: string;
  password: string;
}

/** Signs in on the page that is open. */
export async function signIn(page: Page, { email, password }: Person): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form:has(input[name=password]) button[type=submit]').click();
}

/** Decides on the page that is open. */
export async function decide(page: Page, decision: 'allow' | 'approve' | 'deny'): Promise<void> {
  await page.locator(`button[name=decision][value=${decision}]`).click();
}

/** Opens the address that a device shows, signs in and gives the code; ends on the page that asks to confirm. */
export async function enterDeviceCode(
  page: Page,
  verificationUri: string,
  person: Person,
  userCode?: string,
): Promise<void> {
  await page.goto(verificationUri);
  await signIn(page, person);
  if (userCode !== undefined) await page.locator('input[name=user_code]').fill(userCode);
  await page.locator('form:has(input[name=user_code]:not([type=hidden])) button[type=submit]').click();
}
