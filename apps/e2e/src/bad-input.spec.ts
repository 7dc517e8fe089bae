import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import type { Browser, BrowserContext } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { decide, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

const redirectUri = 'http://127.0.0.1:56789/callback';
const codeVerifier = createCodeVerifier();
const challenge = createCodeChallenge(codeVerifier);

let stack: TestStack;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  context = await browser.newContext();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const formType = 'application/x-www-form-urlencoded';
const send = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(stack.publicUrl + path, { method: 'POST', headers: { 'content-type': formType, ...headers }, body });
const basic = (clientId: string, secret: string) => ({
  authorization: `Basic ${btoa(`${clientId}:${secret}`)}`,
});
const service = () => basic('demo-service', stack.credentials.clients['demo-service']?.client_secret ?? '');

/** An OAuth error as RFC 6749 §5.2 has it, with words that help. */
async function expectError(response: Response, status: number, error: string, description: RegExp) {
  const body = (await response.json()) as Record<string, string>;
  expect({ status: response.status, ...body }).toMatchObject({ status, error });
  expect(body['error_description']).toMatch(description);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('cache-control')).toContain('no-store');
  return response;
}

describe('POST /token/', () => {
  it('names a parameter that is repeated', async () => {
    const response = await send(
      '/token/',
      'grant_type=client_credentials&grant_type=client_credentials',
      service(),
    );
    await expectError(response, 400, 'invalid_request', /grant_type/);
  });

  it('names a parameter that is missing', async () => {
    await expectError(await send('/token/', '', service()), 400, 'invalid_request', /grant_type.*missing/);
    const exchange = await send('/token/', 'grant_type=authorization_code&client_id=demo-web');
    await expectError(exchange, 400, 'invalid_request', /code.*missing/);
    const refresh = await send('/token/', 'grant_type=refresh_token&client_id=demo-web');
    await expectError(refresh, 400, 'invalid_request', /refresh_token.*missing/);
  });

  it('refuses bytes that are not UTF-8, raw and escaped', async () => {
    const raw = Buffer.concat([
      Buffer.from('grant_type=client_credentials&scope='),
      Buffer.from([0xc3, 0x28]),
    ]);
    await expectError(await send('/token/', raw, service()), 400, 'invalid_request', /UTF-8/);
    await expectError(await send('/token/', 'scope=%C3%28', service()), 400, 'invalid_request', /UTF-8/);
  });

  it('refuses a parameter and a body that are too large', async () => {
    const parameter = `grant_type=client_credentials&scope=${'a'.repeat(10_000)}`;
    await expectError(
      await send('/token/', parameter, service()),
      400,
      'invalid_request',
      /long|large|characters/,
    );
    const body = await send('/token/', `x=${'a'.repeat(200_000)}`, service());
    await expectError(body, 413, 'invalid_request', /large|long|bytes/);
  });

  it('says which content type to use', async () => {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const response = await send('/token/', '{"grant_type":"client_credentials"}', {
        ...service(),
        'content-type': type,
      });
      await expectError(response, 400, 'invalid_request', /application\/x-www-form-urlencoded/);
    }
  });

  it('refuses an unknown client and a wrong secret in the same words', async () => {
    const answers = await Promise.all(
      [basic('nobody', 'secret'), basic('demo-service', 'wrong'), basic('demo-web', 'anything')].map(
        (headers) => send('/token/', 'grant_type=client_credentials', headers),
      ),
    );
    const texts = new Set<string>();
    for (const answer of answers) {
      texts.add(await answer.clone().text());
      await expectError(answer, 401, 'invalid_client', /client_id/);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    expect(texts.size).toBe(1);
  });

  it('refuses a client that authenticates in two ways', async () => {
    const response = await send(
      '/token/',
      'grant_type=client_credentials&client_id=demo-service&client_secret=x',
      service(),
    );
    await expectError(response, 400, 'invalid_request', /twice/);
  });

  it('refuses a grant type that nobody has, and one that the client may not use', async () => {
    await expectError(
      await send('/token/', 'grant_type=password', service()),
      400,
      'unsupported_grant_type',
      /grant_type/,
    );
    const foreign = await send('/token/', 'grant_type=refresh_token&refresh_token=x', service());
    await expectError(foreign, 400, 'unauthorized_client', /refresh_token/);
    const open = await send('/token/', 'grant_type=client_credentials&client_id=demo-web');
    await expectError(open, 400, 'unauthorized_client', /client_credentials/);
  });

  it('refuses a scope and a resource that the client may not ask for', async () => {
    const scope = await send('/token/', 'grant_type=client_credentials&scope=admin', service());
    await expectError(scope, 400, 'invalid_scope', /admin/);
    const resource = await send(
      '/token/',
      'grant_type=client_credentials&resource=https://other.example/',
      service(),
    );
    await expectError(resource, 400, 'invalid_target', /resource/);
  });

  it('refuses codes and tokens that were never issued', async () => {
    const code = `grant_type=authorization_code&client_id=demo-web&code=nonsense&redirect_uri=${redirectUri}&code_verifier=${codeVerifier}`;
    await expectError(await send('/token/', code), 400, 'invalid_grant', /code/);
    await expectError(
      await send('/token/', 'grant_type=refresh_token&client_id=demo-web&refresh_token=nonsense'),
      400,
      'invalid_grant',
      /refresh token/,
    );
    const device =
      'grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=demo-tv&device_code=nonsense';
    await expectError(await send('/token/', device), 400, 'invalid_grant', /device/);
  });

  it('answers another method with 405 and the one to use', async () => {
    const response = await fetch(`${stack.publicUrl}/token/`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('POST');
  });
});

describe('a code in the wrong hands', () => {
  /** Has Ada allow demo-web, and returns the code. */
  async function freshCode(): Promise<string> {
    const page = await context.newPage();
    const callback = page.waitForRequest((request) => request.url().startsWith(redirectUri));
    await page.goto(
      `${stack.publicUrl}/authorize/?response_type=code&client_id=demo-web&redirect_uri=${redirectUri}&code_challenge=${challenge}&code_challenge_method=S256`,
    );
    const password = stack.credentials.users['ada@example.com']?.password ?? '';
    if (page.url().includes('/sign-in')) await signIn(page, { email: 'ada@example.com', password });
    await decide(page, 'allow');
    const url = new URL((await callback).url());
    await page.close();
    return url.searchParams.get('code') ?? '';
  }

  const redeem = (code: string, changes: Record<string, string> = {}) => {
    const parameters = {
      grant_type: 'authorization_code',
      client_id: 'demo-web',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    };
    return send('/token/', new URLSearchParams({ ...parameters, ...changes }).toString());
  };

  it('survives a wrong verifier, redirect URI and client, and works once for the right ones', async () => {
    const code = await freshCode();
    const flipped = codeVerifier.slice(0, -1) + (codeVerifier.endsWith('A') ? 'B' : 'A');
    await expectError(await redeem(code, { code_verifier: flipped }), 400, 'invalid_grant', /code_verifier/);
    await expectError(await redeem(code, { code_verifier: '' }), 400, 'invalid_request', /code_verifier/);
    await expectError(
      await redeem(code, { code_verifier: 'short' }),
      400,
      'invalid_request',
      /code_verifier/,
    );
    await expectError(
      await redeem(code, { redirect_uri: 'http://127.0.0.1:1/callback' }),
      400,
      'invalid_grant',
      /redirect_uri/,
    );
    const foreign = await redeem(code, { client_id: 'demo-tv' });
    expect([foreign.status, await foreign.json()]).toMatchObject([400, { error: 'unauthorized_client' }]);

    const answer = await redeem(code);
    expect(answer.status).toBe(200);
    const { refresh_token } = (await answer.json()) as Record<string, string>;
    await expectError(await redeem(code), 400, 'invalid_grant', /used already/);
    const refresh = await send(
      '/token/',
      `grant_type=refresh_token&client_id=demo-web&refresh_token=${refresh_token}`,
    );
    await expectError(refresh, 400, 'invalid_grant', /revoked/);
  });
});

describe('GET /authorize/', () => {
  const authorize = (changes: Record<string, string | undefined>) => {
    const parameters = {
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: redirectUri,
      state: 'abc',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    const query = new URLSearchParams(
      Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    return fetch(`${stack.publicUrl}/authorize/?${query}`, { redirect: 'manual' });
  };

  it.each([
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/callback' }],
    [
      'a redirect URI that only begins like the registered one',
      { redirect_uri: 'http://127.0.0.1/callback/../evil' },
    ],
    ['a script for a redirect URI', { redirect_uri: 'javascript:alert(1)' }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
  ])('shows an error page for %s and never redirects', async (_, changes) => {
    const response = await authorize(changes);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).not.toContain('evil.example');
  });

  it.each([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['a response type that nobody has', { response_type: 'token' }, 'unsupported_response_type'],
    ['no code challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['a plain code challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without its method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge of the wrong length', { code_challenge: 'short' }, 'invalid_request'],
    ['an unknown scope', { scope: 'flex:read admin' }, 'invalid_scope'],
    ['a foreign resource', { resource: 'https://other.example/' }, 'invalid_target'],
  ])('tells the application of %s', async (_, changes, error) => {
    const response = await authorize(changes);
    expect(response.status).toBe(303);
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.href.startsWith(redirectUri)).toBe(true);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error,
      state: 'abc',
      iss: stack.publicUrl,
    });
    expect(location.searchParams.get('error_description')).toBeTruthy();
  });

  it('refuses a repeated parameter without a redirect', async () => {
    const response = await fetch(
      `${stack.publicUrl}/authorize/?client_id=demo-web&client_id=demo-tv&redirect_uri=${redirectUri}&response_type=code`,
      { redirect: 'manual' },
    );
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });
});

describe('GET /resource/', () => {
  it.each([
    ['no token', {}, 401],
    ['a token that is none', { authorization: 'Bearer nonsense' }, 401],
    ['another scheme', { authorization: 'Basic abc' }, 401],
  ])('refuses %s and says how to come in', async (_, headers, status) => {
    const response = await fetch(`${stack.publicUrl}/resource/`, {
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('a flood of sign-ins', () => {
  it('is turned away with a time to come back, and starves no other page', async () => {
    const form = await fetch(`${stack.publicUrl}/sign-in`);
    const cookie = form.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    const [, token = ''] = /name="form_token" value="([^"]+)"/.exec(await form.text()) ?? [];
    const attempt = (index: number) =>
      send('/sign-in', `email=nobody${index}@example.com&password=a+guess+of+many&form_token=${token}`, {
        cookie: cookie.join('; '),
        origin: stack.publicUrl,
      });
    const flood = Promise.all(Array.from({ length: 80 }, (_, index) => attempt(index)));
    const milliseconds: number[] = [];
    for (let page = 0; page < 20; page += 1) {
      const start = performance.now();
      expect((await fetch(`${stack.publicUrl}/`)).status).toBe(200);
      milliseconds.push(performance.now() - start);
    }
    const answers = await flood;
    const refused = answers.filter(({ status }) => status === 503);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([422, 503]));
    expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
    console.log(
      `${answers.length} sign-ins at once: ${refused.length} answered 503; slowest other page meanwhile ${Math.max(...milliseconds).toFixed(0)} ms`,
    );
    // A hash takes a fifth of a second, and dozens of them were waiting.
    expect(Math.max(...milliseconds)).toBeLessThan(2_000);
  });
});
