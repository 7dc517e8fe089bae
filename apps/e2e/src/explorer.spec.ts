import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { demoService, post } from './testing/application';
import { startBrowser } from './testing/browser';
import { decide, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

const screenshots = resolve(__dirname, '../../../test-results/screenshots');

let stack: TestStack;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  await mkdir(screenshots, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterEach(() => context.close());

const query = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${stack.publicUrl}/graphql/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Opens the explorer, and notes whatever its Content-Security-Policy refuses and whatever it asks of others. */
async function openExplorer(): Promise<{ page: Page; refused: string[]; foreign: string[] }> {
  const page = await context.newPage();
  const [refused, foreign]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(stack.publicUrl) && !request.url().startsWith('data:'))
      foreign.push(request.url());
  });
  await page.goto(`${stack.publicUrl}/graphql/`);
  await page.locator('.graphiql-execute-button').waitFor();
  return { page, refused, foreign };
}

describe('the explorer of the GraphQL API', () => {
  it('connects with the real flow, and then answers', async () => {
    const { page, refused, foreign } = await openExplorer();
    await page.locator('#connect').click();
    await signIn(page, {
      email: 'ada@example.com',
      password: stack.credentials.users['ada@example.com']?.password ?? '',
    });
    const consent = page.locator('button[name=decision][value=allow]');
    const connected = page.locator('#status', { hasText: 'Connected' });
    await consent.or(connected).first().waitFor();
    if (await consent.isVisible()) await decide(page, 'allow');
    await page.locator('#status', { hasText: 'Connected as' }).waitFor();
    // The code does not stay in the address bar.
    expect(page.url()).toBe(`${stack.publicUrl}/graphql/`);

    await page.locator('.graphiql-execute-button').click();
    const answer = page.locator('.graphiql-response', { hasText: '"data"' });
    await answer.waitFor();
    expect(await answer.innerText()).not.toContain('"errors"');
    await page.screenshot({ path: resolve(screenshots, 'explorer-connected.png') });

    await page.locator('#connect').click();
    await page.locator('#status', { hasText: 'Not connected' }).waitFor();
    expect(refused).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('shows the schema to anybody, and nothing else', async () => {
    const { page } = await openExplorer();
    await page.locator('button[aria-label="Show Documentation Explorer"]').click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'Query' }).waitFor();

    expect((await query({ query: '{ __schema { queryType { name } } }' })).status).toBe(200);
    const schema = await fetch(`${stack.publicUrl}/graphql/schema.graphql`);
    expect(await schema.text()).toContain('type Query');
    const refused = await query({ query: '{ viewer { subject } }' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
  });
});

describe('the GraphQL API', () => {
  async function serviceToken(scope: string): Promise<Record<string, string>> {
    const form = { grant_type: 'client_credentials', scope };
    const { body } = await post(stack.publicUrl, '/token/', form, demoService(stack));
    return { authorization: `Bearer ${String(body['access_token'])}` };
  }
  const boost = (id: string) => ({
    query: 'mutation ($id: ID!) { boost(deviceId: $id) { __typename } }',
    variables: { id },
  });

  it('lets a token read that may read, and refuses to let it control', async () => {
    const reading = await serviceToken('flex:read');
    const answer = await query({ query: '{ viewer { clientId } }' }, reading);
    expect(await answer.json()).toEqual({ data: { viewer: { clientId: 'demo-service' } } });
    const refused = await query(boost('1'), reading);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('flex:control');
  });

  it('refuses the token of a gateway header that was forged', async () => {
    const forged = { 'x-latchkey-subject': 'ada', 'x-latchkey-scope': 'flex:read' };
    expect((await query({ query: '{ viewer { subject } }' }, forged)).status).toBe(401);
  });
});
