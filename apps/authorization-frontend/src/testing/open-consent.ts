import { TestBrowser } from './test-browser';
import type { TestServer } from './test-server';

/** Where the clients of tests take their answers. */
export const redirectUris = {
  'demo-web': 'https://app.example.com/callback',
  'demo-cli': 'http://127.0.0.1/callback',
  'demo-loopback': 'http://[::1]/callback',
  'demo-phone': 'com.example.app:/callback',
  'demo-evil': 'https://evil.example/?a="><img>',
  'demo-policy': 'https://a;b.example/callback',
};

/** Signs in and opens the consent page of a client. */
export async function openConsent(
  { server }: TestServer,
  clientId: keyof typeof redirectUris = 'demo-web',
  scope = 'flex:read',
) {
  const browser = new TestBrowser(server);
  await browser.signIn();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUris[clientId],
    state: 's',
    ...(scope && { scope }),
  });
  const opened = await browser.get(`/authorize/?${query}`);
  return { browser, path: opened.headers.location as string, page: await browser.follow(opened) };
}

/** Where the browser ends after a request of a client, without a press of any button. */
export async function openAgain(browser: TestBrowser, changes: Record<string, string> = {}) {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'demo-web',
    redirect_uri: redirectUris['demo-web'],
    state: 's',
    scope: 'flex:read',
    ...changes,
  });
  return browser.follow(await browser.get(`/authorize/?${query}`));
}
