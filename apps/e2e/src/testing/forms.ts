import type { Page } from 'playwright-core';

/** Fills in the form that is posted to a path, and sends it with its button; `{}` just presses it. */
export async function submitForm(
  page: Page,
  action: string,
  fields: Record<string, string> = {},
): Promise<void> {
  const form = page.locator(`form[action="${action}"]`).first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`input[name="${name}"]`).fill(value);
  await form.locator('button[type=submit]').first().click();
}

/** Follows the link of the page that leads to a path, whatever its query. */
export async function followLink(page: Page, path: string): Promise<void> {
  await page.locator(`a[href="${path}"], a[href^="${path}?"]`).first().click();
}

/** Waits until the page that is open is at a path, and says something under its heading. */
export async function waitForPage(page: Page, path: string, heading?: RegExp): Promise<void> {
  await page.waitForURL((url) => url.pathname === path);
  if (heading) await page.locator('h1', { hasText: heading }).waitFor();
}
