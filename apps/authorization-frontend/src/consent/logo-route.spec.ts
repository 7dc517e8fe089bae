import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';
import { logoPath } from './logo-route';

const logo = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');

describe('the logo of a client', () => {
  async function signedIn() {
    const test = createTestServer();
    test.clients.profiles.set('demo-web', { logo, logoMediaType: 'image/svg+xml' });
    const browser = new TestBrowser(test.server);
    await browser.signIn();
    return { ...test, browser };
  }

  it('stands on the page that asks, from this origin', async () => {
    const { browser } = await signedIn();
    const query = 'response_type=code&client_id=demo-web&redirect_uri=https://app.example.com/callback';
    const { body } = await browser.follow(await browser.get(`/authorize/?${query}&scope=flex:read`));
    expect(body).toContain('<img class="badge-picture" src="/applications/logo?client_id=demo-web" alt/>');
  });

  it('is nothing but a picture, and may do nothing', async () => {
    const { browser } = await signedIn();
    const response = await browser.get(logoPath('demo-web'));
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload).toEqual(logo);
    expect(response.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=300',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it.each(['text/html', 'image/svg+xml; charset=x', ''])('is not served as %j', async (logoMediaType) => {
    const { browser, clients } = await signedIn();
    clients.profiles.set('demo-web', { logo, logoMediaType });
    expect((await browser.get(logoPath('demo-web'))).statusCode).toBe(404);
  });

  it.each(['unknown', 'demo-cli', '', 'x'.repeat(513)])('is not there for %j', async (clientId) => {
    const { browser, clients } = await signedIn();
    clients.profiles.set('unknown', 'gone');
    expect((await browser.get(logoPath(clientId))).statusCode).toBe(404);
  });

  it('is shown to nobody who is not signed in', async () => {
    const { server } = await signedIn();
    expect((await new TestBrowser(server).get(logoPath('demo-web'))).statusCode).toBe(404);
  });
});
