import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { poll, startDevice, type DeviceCodes } from './testing/device';
import { createAccount } from './testing/new-account';
import { decide, signIn, type Person } from './testing/person';
import { openRegistry } from './testing/registry';
import { startTestStack, type TestStack } from './testing/test-stack';

// The page that a device sends people to, as they come to it: on a phone.
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

let stack: TestStack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let person: Person;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  person = await createAccount(stack);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(() => openPhone());
afterEach(() => context.close());

async function openPhone(locale = 'en-GB'): Promise<void> {
  context = await browser.newContext({ ...phone, locale });
  page = await context.newPage();
}

const open = (path: string) => page.goto(`${stack.publicUrl}${path}`);
const heading = () => page.locator('h1').innerText();

/** Presses the first button of the page, and waits for what comes. */
const press = () =>
  Promise.all([page.waitForEvent('load'), page.locator('form[action="/device"] button').first().tap()]);

async function enter(typed: string): Promise<void> {
  await page.locator('#user_code').fill(typed);
  await press();
}

/** Starts devices until one shows a code that holds a character. */
async function startDeviceWith(character: string): Promise<DeviceCodes> {
  for (let tries = 0; tries < 100; tries++) {
    const device = await startDevice(stack);
    if (device.userCode.includes(character)) return device;
  }
  throw new Error(`no code with ${character} in a hundred`);
}

describe('a device is connected on a phone', () => {
  const questions = {
    en: 'Connect Demo TV?',
    de: 'Demo TV verbinden?',
    fr: 'Associer Demo TV ?',
    es: '¿Conectar Demo TV?',
    it: 'Collegare Demo TV?',
    nl: 'Demo TV koppelen?',
  };

  it.each(Object.entries(questions))('in %s', async (tag, question) => {
    await context.close();
    await openPhone(tag);
    const { userCode, deviceCode } = await startDevice(stack);
    const fits = async () => {
      expect(await page.locator('html').getAttribute('lang')).toBe(tag);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    await open('/device');
    await fits();
    await signIn(page, person);
    await fits();
    const field = page.locator('#user_code');
    for (const [name, value] of [
      ['autocapitalize', 'characters'],
      ['autocomplete', 'off'],
      ['spellcheck', 'false'],
      ['inputmode', 'text'],
    ] as const) {
      expect(await field.getAttribute(name)).toBe(value);
    }
    await enter(userCode);
    expect(await heading()).toBe(question);
    expect(await page.locator('.user-code').innerText()).toBe(userCode);
    await fits();
    await decide(page, 'approve');
    await page.waitForURL(/done/);
    await fits();
    expect((await poll(stack, deviceCode)).status).toBe(200);
  });

  it.each<[string, string, (code: string) => string]>([
    ['small letters, a hyphen and spaces', '', (c) => ` ${c.slice(0, 4)}-${c.slice(4)} `.toLowerCase()],
    ['O for 0', '0', (code) => code.replaceAll('0', 'O')],
    ['a small o for 0', '0', (code) => code.replaceAll('0', 'o')],
    ['I for 1', '1', (code) => code.replaceAll('1', 'I')],
    ['a small l for 1, and spaces between', '1', (code) => [...code.replaceAll('1', 'l')].join(' ')],
  ])('with a code that is typed with %s', async (_how, character, spell) => {
    const { userCode, deviceCode } = await startDeviceWith(character);
    await open('/device');
    await signIn(page, person);
    await enter(spell(userCode));
    expect(await page.locator('.user-code').innerText()).toBe(userCode);
    await decide(page, 'deny');
    await page.waitForURL(/done/);
    expect((await poll(stack, deviceCode)).body).toMatchObject({ error: 'access_denied' });
  });
});

describe('the link of a QR code', () => {
  it('fills in the code, asks to compare it and then to decide, and approves nothing by itself', async () => {
    const { userCode, deviceCode } = await startDevice(stack);
    await open(`/device?user_code=${userCode}`);
    await signIn(page, person);
    expect(await heading()).toBe('Is this the code on your device?');
    expect(await page.locator('#user_code').inputValue()).toBe(userCode);
    expect((await poll(stack, deviceCode)).body).toMatchObject({ error: 'authorization_pending' });
    await press();
    const question = page.url();
    expect(await page.locator('main').innerText()).toContain('Did you start this yourself?');

    // Whoever gets hold of the address of the question gets no further than the code.
    const other = await browser.newContext(phone);
    const elsewhere = await other.newPage();
    await elsewhere.goto(question);
    await signIn(elsewhere, person);
    expect(await elsewhere.locator('h1').innerText()).toBe('Is this the code on your device?');
    await other.close();
    await decide(page, 'approve');
    await page.waitForURL(/done/);
    expect(await heading()).toBe('Your device is connected');
  });

  it('is of no use with a client whose codes must be typed: the device is connected by hand alone', async () => {
    const registry = await openRegistry(stack);
    await registry.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types, scopes, resources,
         user_code_must_be_typed)
       SELECT 'typed-tv', 'Careful TV', token_endpoint_auth_method, grant_types, scopes, resources, true
       FROM clients WHERE client_id = 'demo-tv'`,
    );
    await registry.close();
    const { userCode, deviceCode } = await startDevice(stack, 'typed-tv');
    await open(`/device?user_code=${userCode}`);
    await signIn(page, person);
    await press();
    expect(await page.locator('[role=alert]').innerText()).toContain('asks for its code to be typed');
    expect(await page.locator('#user_code').inputValue()).toBe('');
    await enter(userCode);
    expect(await heading()).toBe('Connect Careful TV?');
    await decide(page, 'approve');
    await page.waitForURL(/done/);
    expect((await poll(stack, deviceCode, 'typed-tv')).status).toBe(200);
  });
});

describe('a device that is connected', () => {
  it('stands in the account, and is refused from the moment in which it is disconnected there', async () => {
    const own = await createAccount(stack);
    const { userCode, deviceCode } = await startDevice(stack);
    await open('/device');
    await signIn(page, own);
    await enter(userCode);
    await decide(page, 'approve');
    await page.waitForURL(/done/);
    const { body } = await poll(stack, deviceCode);
    const use = async () => {
      const headers = { authorization: `Bearer ${String(body['access_token'])}` };
      return (await fetch(`${stack.publicUrl}/resource/`, { headers })).status;
    };
    expect(await use()).toBe(200);

    await open('/account');
    const connection = page.locator('article:has(form[action="/account/withdraw"])');
    expect(await connection.innerText()).toMatch(/Demo TV[^]*Connected through\s+a device/);
    await connection.locator('button').tap();
    await page.locator('[role=status]').waitFor();
    expect(await use()).toBe(401);
    const refresh = { grant_type: 'refresh_token', client_id: 'demo-tv' };
    const answer = await fetch(`${stack.publicUrl}/token/`, {
      method: 'POST',
      body: new URLSearchParams({ ...refresh, refresh_token: String(body['refresh_token']) }),
    });
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
    expect(await connection.count()).toBe(0);
  });
});
