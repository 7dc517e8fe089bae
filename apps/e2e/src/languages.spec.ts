import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { startClientApplication, type ClientApplication } from './testing/client-application';
import { startDevice } from './testing/device';
import { waitForMail } from './testing/mailbox';
import { createAccount } from './testing/new-account';
import { decide, signIn, type Person } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

// Each test goes through dozens of pages.
jest.setTimeout(180_000);

let stack: TestStack;
let browser: Browser;
let application: ClientApplication;
let ada: Person;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  application = await startClientApplication(stack);
  const email = 'ada@example.com';
  ada = { email, password: stack.credentials.users[email]?.password ?? '' };
}, 120_000);
afterAll(async () => {
  await application?.close();
  await browser?.close();
  await stack?.stop();
});
afterEach(() => Promise.all(contexts.splice(0).map((context) => context.close())));

/** A browser that prefers a language. */
async function openBrowser(locale = 'en-GB'): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, viewport: { width: 320, height: 640 } });
  contexts.push(context);
  return context;
}

const languageOf = (page: Page) => page.locator('html').getAttribute('lang');
const textOf = (page: Page) => page.locator('main').innerText();
const titles = {
  en: 'Sign in',
  de: 'Anmelden',
  fr: 'Se connecter',
  es: 'Iniciar sesión',
  it: 'Accedi',
  nl: 'Aanmelden',
};

// The words of the demo API's scope for reading, as its owner wrote them.
const scopes = {
  de: 'Ihre Energiegeräte und deren Pläne sehen',
  fr: 'Voir vos appareils énergétiques et leur programmation',
  es: 'Ver sus dispositivos de energía y su programación',
  it: 'Vedere i Suoi dispositivi energetici e la loro programmazione',
  nl: 'Uw energieapparaten en hun planning zien',
};
type Translation = keyof typeof scopes;
const translations = Object.keys(scopes) as Translation[];

// Words that English cannot do without, and none of the other languages has.
const english = /\b(the|you|your|with|and|from|this|that|have|which|enter|they|our)\b/i;

/** Goes through every page that a person meets, and shows each of them. */
async function walk(locale: string, show: (page: Page, name: string) => Promise<void>): Promise<void> {
  const person = await createAccount(stack);
  const page = await (await openBrowser(locale)).newPage();
  const open = async (path: string, name = path) => {
    await page.goto(path.startsWith('/') ? `${stack.publicUrl}${path}` : path);
    await show(page, name);
  };
  const send = async (action: string, name: string) => {
    await page.evaluate('for (const form of document.forms) form.noValidate = true');
    await page.locator(`form[action="${action}"] button[type=submit]`).first().click();
    await page.waitForLoadState();
    await show(page, name);
  };
  await open('/');
  await open('/outbox');
  await open('/sign-up');
  await send('/sign-up', 'sign-up without an address');
  await open('/forgot-password');
  await page.locator('#email').fill(`nobody-${locale.toLowerCase()}@example.com`);
  await send('/forgot-password', 'forgotten password, sent');
  await open('/email/sign-up?token=a-link-that-has-ended', 'ended link');
  await open(application.request().url, 'sign-in');
  await send('/sign-in', 'sign-in without anything');
  await signIn(page, { ...person, password: 'wrong' });
  await show(page, 'sign-in with a wrong password');
  await signIn(page, person);
  await show(page, 'consent');
  await open(application.request({ prompt: 'select_account' }).url, 'select account');
  await open(application.request({ acr_values: 'phr' }).url, 'unmet');
  const { userCode } = await startDevice(stack);
  await open('/device');
  await send('/device', 'device without a code');
  await open(`/device?user_code=${userCode}`, 'device, compare');
  await send('/device', 'device, confirm');
  await decide(page, 'approve');
  await page.waitForURL(/done/);
  await show(page, 'device, connected');
  await open('/account');
  await send('/account/withdraw', 'account, withdrawn');
  for (const part of ['security', 'password', 'email', 'passkeys/add', 'authenticator', 'data', 'delete']) {
    await open(`/account/${part}`);
  }
  await send('/account/delete', 'deletion without an address');
  await page.locator('#email').fill(person.email);
  await send('/account/delete', 'deleted');
  await open('/no-such-page');
  await open('/consent', 'missing request');
  await open('/authorize/?client_id=nobody', 'refused request');
}

describe('every page', () => {
  const originals = new Map<string, string>();
  beforeAll(() =>
    walk('en-GB', async (page, name) => {
      originals.set(name, await page.title());
    }),
  );

  it.each(translations)(
    'is in %s: its title, its text and its names, and it fits on a phone',
    async (tag) => {
      const faults: string[] = [];
      const seen: string[] = [];
      await walk(tag, async (page, name) => {
        seen.push(name);
        if ((await languageOf(page)) !== tag) faults.push(`${name} is in ${await languageOf(page)}`);
        const title = await page.title();
        if (title === originals.get(name)) faults.push(`${name} has the English title “${title}”`);
        // What is for developers is in English and says so.
        const text = await page.evaluate<string>(`(() => {
        const names = [...document.querySelectorAll('[aria-label]')].map((element) => element.ariaLabel);
        for (const foreign of document.querySelectorAll("[lang=en], pre, .card + .card, .resource > p")) foreign.remove();
        return [document.title, ...names, document.querySelector('main').innerText].join(' ');
      })()`);
        const [word] = english.exec(text) ?? [];
        if (word)
          faults.push(
            `${name} says “${word}”: ${text.slice(Math.max(0, text.indexOf(word) - 40)).slice(0, 120)}`,
          );
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > 320) faults.push(`${name} is ${width} pixels wide`);
      });
      expect(faults).toEqual([]);
      expect(seen).toEqual([...originals.keys()]);
    },
  );

  it.each(translations)('puts scopes and dates into %s', async (tag) => {
    const page = await (await openBrowser(tag)).newPage();
    await page.goto(application.request({ prompt: 'consent' }).url);
    await signIn(page, ada);
    expect(await textOf(page)).toContain(scopes[tag]);
    await decide(page, 'allow');
    await page.waitForURL(/127\.0\.0\.1/);
    await page.goto(`${stack.publicUrl}/account`);
    expect(await textOf(page)).toContain(scopes[tag]);
    const times = await page.locator('time').all();
    expect(times.length).toBeGreaterThan(2);
    const format = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' });
    for (const time of times) {
      const moment = new Date((await time.getAttribute('datetime')) ?? '');
      expect(await time.innerText()).toBe(format.format(moment));
    }
  });
});

describe('the language of a page', () => {
  it('is the first that we have of those that the client asks for, throughout the flow and in the mail', async () => {
    const page = await (await openBrowser('it-IT')).newPage();
    await page.goto(application.request({ ui_locales: 'pt-BR nl-BE fr' }).url);
    expect(await page.locator('h1').innerText()).toBe(titles.nl);
    await page.locator('a[href^="/forgot-password"]').click();
    expect(await languageOf(page)).toBe('nl');
    await page.locator('#email').fill('nobody@example.com');
    await page.locator('form[action="/forgot-password"] button').click();
    await page.waitForURL(/sent/);
    expect(await languageOf(page)).toBe('nl');
    await page.locator('a[href^="/sign-in"]').click();
    await signIn(page, ada);
    expect(await languageOf(page)).toBe('nl');
    const { text } = await waitForMail(stack, 'nobody@example.com', /./);
    expect(english.exec(text)).toBeNull();
  });

  it.each([
    ['de-AT', 'de'],
    ['fr-CA', 'fr'],
    ['pt-BR', 'en'],
  ])('is, for a browser that prefers %s, %s', async (locale, tag) => {
    const page = await (await openBrowser(locale)).newPage();
    await page.goto(`${stack.publicUrl}/sign-in`);
    expect(await languageOf(page)).toBe(tag);
  });

  it('is what somebody has chosen by hand, from then on, until a client asks for another one', async () => {
    const page = await (await openBrowser('de-DE')).newPage();
    await page.goto(application.request().url);
    await page.locator('.languages > summary').click();
    await page.locator('.languages a[lang=es]').click();
    expect(await page.locator('h1').innerText()).toBe(titles.es);
    await signIn(page, ada);
    expect(await languageOf(page)).toBe('es');
    await page.goto(`${stack.publicUrl}/device`);
    expect(await languageOf(page)).toBe('es');
    await page.goto(application.request({ ui_locales: 'fr', prompt: 'consent' }).url);
    expect(await languageOf(page)).toBe('fr');
  });

  it('can be chosen in the middle of a flow, which goes on', async () => {
    const page = await (await openBrowser()).newPage();
    const request = application.request({ ui_locales: 'fr', prompt: 'consent' });
    await page.goto(request.url);
    await signIn(page, ada);
    await page.locator('.languages > summary').click();
    await page.locator('.languages a[lang=it]').click();
    expect(await languageOf(page)).toBe('it');
    await decide(page, 'allow');
    expect(await request.answer()).toMatchObject({ code: expect.any(String) });
  });

  it('is each its own in two tabs of one browser', async () => {
    const context = await openBrowser();
    const [german, french] = [await context.newPage(), await context.newPage()];
    const requests = {
      german: application.request({ ui_locales: 'de', prompt: 'consent' }),
      french: application.request({ ui_locales: 'fr', prompt: 'consent' }),
    };
    await german.goto(requests.german.url);
    await french.goto(requests.french.url);
    expect(await german.locator('h1').innerText()).toBe(titles.de);
    expect(await french.locator('h1').innerText()).toBe(titles.fr);
    await signIn(german, ada);
    // Signed in by now in the other tab: this one goes on in its own language.
    await french.reload();
    expect(await textOf(french)).toContain(scopes.fr);
    await german.reload();
    expect(await textOf(german)).toContain(scopes.de);
    await decide(french, 'deny');
    expect(await requests.french.answer()).toMatchObject({ error: 'access_denied' });
    await decide(german, 'allow');
    expect(await requests.german.answer()).toMatchObject({ code: expect.any(String) });
  });
});
