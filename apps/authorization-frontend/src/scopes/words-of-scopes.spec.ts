import { formsOf, TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const german = { 'accept-language': 'de' };
const authorize = new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
  scope: 'flex:read flex:control flex:share',
});

describe('what scopes allow', () => {
  it('is told in the language of the consent page, and of the account', async () => {
    const { server } = createTestServer();
    const browser = new TestBrowser(server);
    await browser.signIn();
    const { headers } = await browser.get(`/authorize/?${authorize}`);
    const page = await browser.get(headers.location as string, german);
    expect(page.body).toContain('Ihre Energiegeräte und deren Pläne sehen');
    expect(page.body).toContain('ResiFlex Demo API: Ihre Pläne teilen');
    // The resource has no German words for this one.
    expect(page.body).toContain('Control your energy devices');
    expect(page.body).not.toContain('See your energy devices');

    const form = formsOf(page.body).find(({ action }) => action === '/consent');
    await browser.post('/consent', { ...form?.hidden, decision: 'allow' });
    expect((await browser.get('/account', german)).body).toContain(
      'Ihre Energiegeräte und deren Pläne sehen',
    );
    expect((await browser.get('/account')).body).toContain('See your energy devices and their plans');
  });

  it('is told in the language of the device page', async () => {
    const { server, devices } = createTestServer();
    devices.start({ userCode: 'ETE39050', clientName: 'Demo TV', scopes: ['flex:read'] });
    const browser = new TestBrowser(server);
    await browser.signIn();
    const entered = await browser.submit(await browser.get('/device'), '/device', { user_code: 'ETE39050' });
    const page = await browser.get(entered.headers.location as string, german);
    expect(page.body).toContain('Ihre Energiegeräte und deren Pläne sehen');
  });
});
