import { createHash, randomBytes } from 'node:crypto';
import { expectJson, expectStatus, text, type Answer, type Http } from '../load/http';
import type { Prepare, Target } from './operation';

const redirectUri = 'https://client.example/callback';

/** From `/authorize/` to the tokens, for somebody whose session is in hand (RFC 6749 §4.1, RFC 7636). */
export const authorizationCode: Prepare = async ({ target, http }) => {
  const browser = await signIn(target, http);
  return {
    async once() {
      await userTokens(target, http, copyOf(browser));
    },
  };
};

/** A person's browser, without a screen: cookies, and the way to allow what is asked. */
export interface SignedInBrowser {
  cookies: Map<string, string>;
}

/** Another browser with the same session: nobody goes through many authorizations in one at once. */
function copyOf({ cookies }: SignedInBrowser): SignedInBrowser {
  return { cookies: new Map(cookies) };
}

/** Signs the person in. */
export async function signIn(target: Target, http: Http): Promise<SignedInBrowser> {
  const browser = { cookies: new Map<string, string>() };
  if (target.contestant === 'peer') {
    // The peer's own first request makes the session; its interaction answers by itself.
    await userTokens(target, http, browser);
    return browser;
  }
  const page = await visit(browser, http, '/sign-in');
  await submit(browser, http, page, { ...target.person }, '/sign-in');
  return browser;
}

/** Tokens of the public client `bench-web` for the person. */
export async function userTokens(target: Target, http: Http, browser: SignedInBrowser) {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'bench-web',
    redirect_uri: redirectUri,
    scope: 'bench:read',
    resource: target.resource,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = await visit(browser, http, `/authorize/?${query}`);
  const callback = new URL(
    answer.location?.startsWith(redirectUri)
      ? answer.location
      : ((await submit(browser, http, answer, { decision: 'allow' }, '/consent')).location ?? ''),
  );
  const { code = '', ...rest } = Object.fromEntries(callback.searchParams);
  if (rest['state'] !== state) throw new Error('the answer is for another request');
  const form = {
    grant_type: 'authorization_code',
    client_id: 'bench-web',
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  };
  const json = expectJson(await http.post('/token/', form), 200);
  return { accessToken: text(json, 'access_token'), refreshToken: text(json, 'refresh_token') };
}

/** Follows redirects on the server until there is a page, or a redirect that leaves it. */
async function visit(browser: SignedInBrowser, http: Http, path: string): Promise<Answer> {
  const answer = keepCookies(browser, await http.get(path, { cookie: cookieHeader(browser) }));
  if (answer.location === undefined) {
    expectStatus(answer, 200);
    return answer;
  }
  const next = inside(answer.location);
  return next === undefined ? answer : visit(browser, http, next);
}

/** Sends the form of a page with these fields, and follows where it leads as `visit` does. */
async function submit(
  browser: SignedInBrowser,
  http: Http,
  page: Answer,
  fields: Record<string, string>,
  action: string,
): Promise<Answer> {
  const [, body = ''] = page.text.split(`action="${action}"`, 2);
  const [fieldset = ''] = body.split('</form>', 1);
  const hidden = [...fieldset.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as const,
  );
  const headers = { cookie: cookieHeader(browser), 'sec-fetch-site': 'same-origin' };
  const form = { ...Object.fromEntries(hidden), ...fields };
  const answer = keepCookies(browser, await http.post(action, form, headers));
  const next = answer.location === undefined ? undefined : inside(answer.location);
  return next === undefined ? answer : visit(browser, http, next);
}

function inside(location: string): string | undefined {
  if (location.startsWith('/')) return location;
  const url = new URL(location);
  return url.searchParams.has('code') || url.searchParams.has('error')
    ? undefined
    : url.pathname + url.search;
}

function keepCookies(browser: SignedInBrowser, answer: Answer): Answer {
  for (const line of answer.cookies) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name) browser.cookies.set(name, value ?? '');
  }
  return answer;
}

function cookieHeader({ cookies }: SignedInBrowser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
