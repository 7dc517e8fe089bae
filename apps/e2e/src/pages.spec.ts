import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { decide, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

// What a person sees: every page in both themes, on a phone and on a desk, looked at by axe and kept as a
// picture for people.
const screenshots = resolve(__dirname, '../../../test-results/screenshots');
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const redirectUri = 'http://127.0.0.1:45679/callback';
const themes = [
  ['light', { width: 1200, height: 900 }],
  ['dark', { width: 360, height: 780 }],
] as const;

let stack: TestStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startTestStack(),
    startBrowser(),
    mkdir(screenshots, { recursive: true }),
  ]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

/** Takes a picture and has axe look at the page, by WCAG 2.2 AA. */
async function inspect(page: Page, name: string, theme: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}-${theme}.png`), fullPage: true });
  // The page's own policy allows no script; axe comes in from outside of it.
  const found = await page.evaluate(
    `(() => { ${axe}; return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations); })()`,
  );
  const violations = (found as Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect({ page: name, violations }).toEqual({ page: name, violations: [] });
}

it.each(themes)('are sound in the %s theme', async (theme, viewport) => {
  const context = await browser.newContext({ colorScheme: theme, viewport });
  const page = await context.newPage();
  const password = stack.credentials.users['ada@example.com']?.password ?? '';
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

  const welcome = await page.goto(`${stack.publicUrl}/`);
  expect(welcome?.status()).toBe(200);
  await inspect(page, 'welcome', theme);

  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const query = `response_type=code&client_id=demo-web&redirect_uri=${redirectUri}&code_challenge=${challenge}&code_challenge_method=S256`;
  await page.goto(`${stack.publicUrl}/authorize/?${query}`);
  await inspect(page, 'sign-in', theme);
  await signIn(page, { email: 'ada@example.com', password: 'wrong' });
  expect(await page.locator('input[name=email]').inputValue()).toBe('ada@example.com');
  await inspect(page, 'sign-in-wrong', theme);
  await signIn(page, { email: 'ada@example.com', password });
  await inspect(page, 'consent', theme);

  await page.goto(`${stack.publicUrl}/device`);
  await inspect(page, 'device-code', theme);
  await page.locator('input[name=user_code]').fill('00000000');
  await page.locator('form:has(input[name=user_code]) button[type=submit]').click();
  await inspect(page, 'device-code-unknown', theme);
  const started = await fetch(`${stack.publicUrl}/device-authorization/`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'demo-tv' }),
  });
  const { user_code } = (await started.json()) as { user_code: string };
  await page.locator('input[name=user_code]').fill(user_code);
  await page.locator('form:has(input[name=user_code]) button[type=submit]').click();
  await inspect(page, 'device-confirm', theme);
  await decide(page, 'approve');
  await inspect(page, 'device-done', theme);
  await page.goto(`${stack.publicUrl}/account`);
  await inspect(page, 'account', theme);

  await page.goto(`${stack.publicUrl}/authorize/?client_id=nobody`);
  await inspect(page, 'error', theme);
  await page.goto(`${stack.publicUrl}/no-such-page`);
  await inspect(page, 'not-found', theme);
  expect(errors.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  await context.close();
});

it('weigh less than 30 kB, everything included, and load nothing from elsewhere', async () => {
  const page = await browser.newPage();
  const sizes: number[] = [];
  const hosts = new Set<string>();
  page.on('response', (response) => {
    hosts.add(new URL(response.url()).host);
    sizes.push(Number(response.headers()['content-length'] ?? Number.NaN));
  });
  await page.goto(`${stack.publicUrl}/`, { waitUntil: 'networkidle' });
  expect([...hosts]).toEqual([new URL(stack.publicUrl).host]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  await page.close();
});
