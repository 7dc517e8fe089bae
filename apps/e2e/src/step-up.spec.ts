import type { Page } from 'playwright-core';
import { keepRecoveryCodes, openAccount, setUpAuthenticator } from './testing/account-pages';
import { demoService, post } from './testing/application';
import { startClientApplication, type ClientApplication } from './testing/client-application';
import { followLink, submitForm, waitForPage } from './testing/forms';
import { createAccount } from './testing/new-account';
import { decide, signIn, type Person } from './testing/person';
import { openRegistry } from './testing/registry';
import { setStage } from './testing/stage';
import { addVirtualAuthenticator } from './testing/virtual-authenticator';

// What applications ask of a sign-in (OpenID Connect Core §3.1.2.1, RFC 9470).
const SFA = 'https://refeds.org/profile/sfa';
const MFA = 'https://refeds.org/profile/mfa';

const stage = setStage();
let registry: Awaited<ReturnType<typeof openRegistry>>;
/** One of the operator's own, which needs no consent: so the last form of a sign-in leads straight to it. */
let house: ClientApplication;
beforeAll(async () => {
  registry = await openRegistry(stage.stack);
  await registry.addKeyClient('house', {
    token_endpoint_auth_method: 'none',
    jwks: null,
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/callback'],
  });
  await registry.query(`INSERT INTO client_profiles (client_id, first_party) VALUES ('house', true)`);
  house = await startClientApplication(stage.stack, 'house');
}, 60_000);
afterAll(async () => {
  await house?.close();
  await registry?.close();
});

const ada = (): Person => ({
  email: 'ada@example.com',
  password: stage.stack.credentials.users['ada@example.com']?.password ?? '',
});

async function openAs(person: Person, path = '/account'): Promise<Page> {
  const page = await stage.openBrowser();
  await openAccount(stage.stack, page, person, path);
  return page;
}

/** Lets it look as if somebody had signed in an hour ago. */
const age = (person: Person) =>
  registry.query(
    `UPDATE sessions SET auth_time = auth_time - interval '1 hour'
     WHERE subject = (SELECT subject FROM users WHERE email = $1)`,
    [person.email],
  );

const secondsNow = () => Math.floor(Date.now() / 1000);

describe('acr_values', () => {
  it('asks somebody who signed in before they had a second factor for it', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(person, '/account/security');
    const app = await setUpAuthenticator(page);
    await keepRecoveryCodes(page);
    await waitForPage(page, '/account/security');

    const request = house.request({ acr_values: MFA });
    await page.goto(request.url);
    await waitForPage(page, '/sign-in/second-step');
    await submitForm(page, '/sign-in/second-step', { code: await app.nextCode() });
    const { accessToken, claims } = await request.tokens();
    expect(claims.acr).toBe(MFA);
    const { body } = await post(
      stage.stack.publicUrl,
      '/introspect/',
      { token: accessToken },
      demoService(stage.stack),
    );
    expect(body).toMatchObject({ active: true, acr: MFA, auth_time: claims.auth_time });

    // From then on the session shows as much, and nothing is asked.
    const next = house.request({ acr_values: MFA });
    await page.goto(next.url);
    expect((await next.tokens()).claims.acr).toBe(MFA);
  });

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'has somebody without a second factor set one up, who comes back, %s',
    async (_how, javaScriptEnabled) => {
      const person = await createAccount(stage.stack);
      const page = await stage.openBrowser({ javaScriptEnabled });
      const request = house.request({ acr_values: MFA });
      await page.goto(request.url);
      await signIn(page, person);
      await followLink(page, '/account/security');
      const app = await setUpAuthenticator(page);
      expect(await keepRecoveryCodes(page)).toHaveLength(10);
      await waitForPage(page, '/sign-in/second-step');
      await submitForm(page, '/sign-in/second-step', { code: await app.nextCode() });
      expect((await request.tokens()).claims.acr).toBe(MFA);
    },
  );

  it('brings back who would rather not, with the error that says so', async () => {
    const page = await stage.openBrowser();
    const request = house.request({ acr_values: MFA });
    await page.goto(request.url);
    await signIn(page, ada());
    await page.locator('button[name=decision][value=unmet]').click();
    expect(await request.answer()).toMatchObject({ error: 'unmet_authentication_requirements' });
  });

  it('that only a passkey reaches has one added, and used', async () => {
    const person = await createAccount(stage.stack);
    const page = await stage.openBrowser();
    const authenticator = await addVirtualAuthenticator(page);
    const request = house.request({ acr_values: 'phr' });
    await page.goto(request.url);
    await signIn(page, person);
    await followLink(page, '/account/security');
    // Codes do not suffice for this application.
    await setUpAuthenticator(page);
    await waitForPage(page, '/account/recovery-codes/shown');
    await submitForm(page, '/account/recovery-codes/kept');
    await followLink(page, '/account/security');
    await authenticator.setPresence(true);
    await followLink(page, '/account/passkeys/add');
    await submitForm(page, '/account/passkeys/add');
    await followLink(page, '/consent');
    await submitForm(page, '/sign-in/second-step/passkey');
    expect((await request.tokens()).claims.acr).toBe('phr');
  });

  it('that nobody knows are refused at once', async () => {
    const page = await stage.openBrowser();
    const request = house.request({ acr_values: 'urn:example:dna-sample' });
    await page.goto(request.url);
    expect(await request.answer()).toMatchObject({ error: 'unmet_authentication_requirements' });
  });
});

describe('an application that wants a fresh sign-in', () => {
  it.each<[string, Record<string, string>]>([
    ['prompt=login', { prompt: 'login' }],
    ['max_age=0', { max_age: '0' }],
    ['max_age=600', { max_age: '600' }],
  ])('gets it with %s, once', async (_what, parameters) => {
    const page = await openAs(ada());
    await age(ada());
    const request = house.request(parameters);
    const from = secondsNow();
    await page.goto(request.url);
    await waitForPage(page, '/sign-in');
    expect(await page.locator('input[name=email]').inputValue()).toBe('ada@example.com');
    await signIn(page, ada());
    const { claims } = await request.tokens();
    expect(claims).toMatchObject({ acr: SFA });
    expect(claims.auth_time).toBeGreaterThanOrEqual(from);
  });

  it('is content with one that is young enough', async () => {
    const page = await openAs(ada());
    const request = house.request({ max_age: '600' });
    await page.goto(request.url);
    expect((await request.tokens()).claims.acr).toBe(SFA);
  });

  it('gets it, with consent behind it', async () => {
    const page = await openAs(ada());
    await age(ada());
    const request = stage.application.request({ prompt: 'login consent' });
    await page.goto(request.url);
    await signIn(page, ada());
    await decide(page, 'allow');
    expect((await request.tokens()).claims.acr).toBe(SFA);
  });
});

describe('prompt=none', () => {
  const errorFor = async (page: Page, application: ClientApplication, parameters = {}) => {
    const request = application.request({ prompt: 'none', ...parameters });
    await page.goto(request.url);
    return (await request.answer())['error'];
  };

  it('never shows a page, and says what is missing', async () => {
    expect(await errorFor(await stage.openBrowser(), house)).toBe('login_required');
    const page = await openAs(ada());
    expect(await errorFor(page, stage.application)).toBe('consent_required');
    expect(await errorFor(page, house, { acr_values: MFA })).toBe('login_required');
    expect(await errorFor(page, house, { login_hint: 'grace@example.com' })).toBe('login_required');
    await age(ada());
    expect(await errorFor(page, house, { max_age: '60' })).toBe('login_required');
  });

  it('gives a code when nothing is missing', async () => {
    const page = await openAs(ada());
    const request = house.request({ prompt: 'none', login_hint: 'Ada@example.com' });
    await page.goto(request.url);
    expect((await request.tokens()).claims.acr).toBe(SFA);
  });
});

describe('the choice of an account', () => {
  it('goes on with the one that is signed in', async () => {
    const page = await openAs(ada());
    const request = house.request({ prompt: 'select_account' });
    await page.goto(request.url);
    await waitForPage(page, '/select-account');
    await submitForm(page, '/select-account');
    expect((await request.tokens()).claims.acr).toBe(SFA);
  });

  it('goes on with another one', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(ada());
    const own = house.request();
    await page.goto(own.url);
    const request = house.request({ prompt: 'select_account' });
    const first = await own.tokens();
    await page.goto(request.url);
    await followLink(page, '/sign-in');
    expect(await page.locator('input[name=email]').inputValue()).toBe('');
    await signIn(page, person);
    expect((await request.tokens()).claims.sub).not.toBe(first.claims.sub);
  });

  it('is asked for when the application expects another address, which is filled in', async () => {
    const person = await createAccount(stage.stack);
    const page = await openAs(ada());
    const request = house.request({ login_hint: person.email });
    await page.goto(request.url);
    await waitForPage(page, '/select-account');
    await page.getByText(`It expects ${person.email}`).waitFor();
    await followLink(page, '/sign-in');
    expect(await page.locator('input[name=email]').inputValue()).toBe(person.email);
    await signIn(page, person);
    expect((await request.tokens()).claims.acr).toBe(SFA);
  });
});
