import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './browser';
import { startClientApplication, type ClientApplication } from './client-application';
import { startTestStack, type TestStack } from './test-stack';

/** What the tests of one file play on. */
export interface Stage {
  /** There from the first `beforeAll` of the file on. */
  readonly stack: TestStack;
  /** A public client, `demo-web`, that asks for consent whenever it comes. */
  readonly application: ClientApplication;
  /** A page of a browser that nobody has used. It is closed after the test, in which no page may go wrong. */
  openBrowser(options?: BrowserContextOptions): Promise<Page>;
}

const patienceMilliseconds = 20_000;

/** Starts a stack, a browser and an application for the tests of a file; to be called at its top. */
export function setStage(): Stage {
  let started: [TestStack, Browser] | undefined;
  let application: ClientApplication | undefined;
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  beforeAll(async () => {
    started = await Promise.all([startTestStack(), startBrowser()]);
    application = await startClientApplication(started[0]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    // What the pages' own Content-Security-Policy refused, and what their script threw.
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    const [stack, browser] = started ?? [];
    await browser?.close();
    await application?.close();
    await stack?.stop();
  });
  return {
    get stack() {
      return there(started)[0];
    },
    get application() {
      return there(application);
    },
    async openBrowser(options = {}) {
      const context = await there(started)[1].newContext(options);
      contexts.push(context);
      context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text());
      });
      context.on('weberror', (fault) => faults.push(String(fault.error())));
      context.setDefaultTimeout(patienceMilliseconds);
      return context.newPage();
    },
  };
}

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the stage is set in beforeAll');
  return value;
}
