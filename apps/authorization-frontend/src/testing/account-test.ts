import type { ServerDeps } from '../server';
import { TestBrowser } from './test-browser';
import { createTestServer } from './test-server';

/** A server, and a browser in which Ada has just signed in. */
export async function createAccountTest(overrides: Partial<ServerDeps> = {}) {
  const test = createTestServer(overrides);
  const browser = new TestBrowser(test.server);
  await browser.signIn();
  /** Lets time pass. */
  const wait = (minutes: number) => {
    test.time.now = new Date(test.time.now.getTime() + minutes * 60_000);
  };
  return { ...test, browser, wait };
}

/** Sets up an authenticator application, and returns the page that the browser ends on. */
export async function setUpAuthenticator(browser: TestBrowser, path = '/account/authenticator') {
  const page = await browser.get(path);
  return browser.follow(await browser.submit(page, '/account/authenticator', { code: '123456' }));
}

/** Adds a passkey, and returns the page that the browser ends on. */
export async function addPasskey(browser: TestBrowser, name = 'Phone', response = 'created') {
  const page = await browser.get('/account/passkeys/add');
  const fields = { name, passkey_response: response };
  return browser.follow(await browser.submit(page, '/account/passkeys/add', fields));
}
