import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState } from '@latchkey/contracts';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace, startTime } from '../testing/test-server';

/** A server with a device that waits, and a browser in which Ada is signed in. */
async function createDeviceTest() {
  const test = createTestServer();
  const device = test.devices.start({
    userCode: 'ETE39050',
    clientId: 'demo-tv',
    clientName: 'Demo TV',
    scopes: ['flex:read'],
    remoteAddress: '203.0.113.7',
    userAgent: 'DemoTV/2.1 <b>(living room)</b>',
    createTime: timestampFromDate(new Date(startTime.getTime() - 150_000)),
  });
  const browser = new TestBrowser(test.server);
  await browser.signIn();
  /** Enters a code and returns the page that follows. */
  const enter = async (userCode: string) =>
    browser.submit(await browser.get('/device'), '/device', { user_code: userCode });
  return { ...test, device, browser, enter };
}

describe('GET /device', () => {
  it.each(['/device', '/device/'])('asks for a code at %s, with a fitting keyboard', async (path) => {
    const { browser } = await createDeviceTest();
    const { statusCode, body } = await browser.get(path);
    expect(statusCode).toBe(200);
    const [field = ''] = body.match(/<input type="text"[^>]*>/) ?? [];
    for (const attribute of [
      'name="user_code"',
      'autocapitalize="characters"',
      'autocomplete="off"',
      'spellcheck="false"',
      'inputmode="text"',
    ]) {
      expect(field).toContain(attribute);
    }
  });

  it('only fills in the code of a link', async () => {
    const { browser, devices } = await createDeviceTest();
    const page = await browser.get('/device?user_code=ETE39050');
    expect(page.body).toContain('value="ETE39050"');
    expect(page.body).not.toContain('Demo TV');
    expect(devices.lookups).toEqual([]);
  });

  it('escapes the code of a link', async () => {
    const { browser } = await createDeviceTest();
    const page = await browser.get('/device?user_code=%22%3E%3Cscript%3E');
    expect(page.body).toContain('value="&quot;>&lt;script>"');
  });

  it('asks who is there first, and keeps the code on the way', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get('/device?user_code=ETE39050');
    expect(response.headers.location).toBe('/sign-in?to=device&user_code=ETE39050');
    const signedIn = await browser.signIn(ada, '?to=device&user_code=ETE39050');
    expect(signedIn.headers.location).toBe('/device?user_code=ETE39050');
    expect((await browser.get(signedIn.headers.location as string)).body).toContain('value="ETE39050"');
  });

  it('asks who is there without a code, too', async () => {
    const browser = new TestBrowser(createTestServer().server);
    expect((await browser.get('/device')).headers.location).toBe('/sign-in?to=device');
    expect((await browser.get('/sign-in?to=device')).body).toContain('to connect your device');
  });
});

describe('POST /device with a code', () => {
  it('shows which device asks, from where, since when and for what, and decides nothing', async () => {
    const { enter, device } = await createDeviceTest();
    const page = await enter('ete3-9050');
    expect(page.statusCode).toBe(200);
    for (const text of [
      'Connect Demo TV?',
      'See your energy devices and their plans',
      'ETE39050',
      '203.0.113.7',
      'DemoTV/2.1 &lt;b>(living room)&lt;/b>',
      '2 minutes ago',
      'Ada, ada@example.com',
      'Did you start this yourself?',
    ]) {
      expect(page.body).toContain(text);
    }
    expect(device.state).toBe(DeviceAuthorizationState.PENDING);
  });

  it.each([
    ['an unknown or expired code', 'AAAAAAAA', 'No device is waiting with this code.'],
    ['no code', '', 'Enter the code from your device'],
    ['spaces alone', ' ', 'No device is waiting with this code.'],
  ])('asks again after %s', async (_what, userCode, message) => {
    const { enter } = await createDeviceTest();
    const page = await enter(userCode);
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(message);
    expect(page.body).toContain('aria-invalid="true"');
  });

  it('keeps what was typed, to be corrected', async () => {
    const { enter } = await createDeviceTest();
    expect((await enter('ete3-905')).body).toContain('value="ete3-905"');
  });

  it.each([
    DeviceAuthorizationState.APPROVED,
    DeviceAuthorizationState.DENIED,
    DeviceAuthorizationState.REDEEMED,
  ])('asks for a new code when this one was used (state %i)', async (state) => {
    const { enter, device } = await createDeviceTest();
    device.state = state;
    const page = await enter('ETE39050');
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('This code has been used already.');
  });

  it('refuses a code of unreasonable length', async () => {
    const { enter, devices } = await createDeviceTest();
    expect((await enter('A'.repeat(65))).statusCode).toBe(400);
    expect(devices.lookups).toEqual([]);
  });

  it('asks who is there when the session has ended, and keeps the code', async () => {
    const { browser, directory } = await createDeviceTest();
    const page = await browser.get('/device');
    await directory.sessions.deleteSession({ sessionToken: directory.liveSessions()[0] });
    const response = await browser.submit(page, '/device', { user_code: 'ETE39050' });
    expect(response.headers.location).toBe('/sign-in?to=device&user_code=ETE39050');
  });

  it('looks nothing up for a form that is not ours', async () => {
    const { browser, devices } = await createDeviceTest();
    expect((await browser.post('/device', { user_code: 'ETE39050' })).statusCode).toBe(403);
    const [form] = formsOf((await browser.get('/device')).body);
    const fields = { ...form?.hidden, user_code: 'ETE39050' };
    const foreign = { origin: 'https://evil.example' };
    expect((await browser.post('/device', fields, foreign)).statusCode).toBe(403);
    expect(devices.lookups).toEqual([]);
  });
});

describe('POST /device with a decision', () => {
  it('connects the device and sends the person back to it', async () => {
    const { browser, enter, devices } = await createDeviceTest();
    const page = await enter('ETE39050');
    const response = await browser.submit(page, '/device', { decision: 'approve' });
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('Your device is connected');
    expect(response.body).toContain('Go back to your device');
    expect(devices.approvals).toEqual([
      { userCode: 'ETE39050', subject: ada.subject, scopes: ['flex:read'] },
    ]);
  });

  it('gives the same answer when it is sent again', async () => {
    const { browser, enter } = await createDeviceTest();
    const page = await enter('ETE39050');
    await browser.submit(page, '/device', { decision: 'approve' });
    const again = await browser.submit(page, '/device', { decision: 'approve' });
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('Your device is connected');
  });

  it('refuses the device', async () => {
    const { browser, enter, device, devices } = await createDeviceTest();
    const response = await browser.submit(await enter('ETE39050'), '/device', { decision: 'deny' });
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('The device was refused');
    expect(device.state).toBe(DeviceAuthorizationState.DENIED);
    expect(devices.approvals).toEqual([]);
  });

  it('says so when somebody decided otherwise before', async () => {
    const { browser, enter, device, devices } = await createDeviceTest();
    const page = await enter('ETE39050');
    device.state = DeviceAuthorizationState.DENIED;
    const response = await browser.submit(page, '/device', { decision: 'approve' });
    expect(response.statusCode).toBe(409);
    expect(response.body).toContain('This device has its answer already');
    expect(devices.approvals).toEqual([]);
  });

  it.each([
    ['no decision that is known', { decision: 'perhaps' }, 400],
    ['another code than the one on the page', { decision: 'approve', user_code: 'BBBBBBBB' }, 403],
    ['the token of the form before', { decision: 'approve', form_token: 'the one before' }, 403],
  ])('records nothing for %s', async (_what, fields: Record<string, string>, status) => {
    const { browser, enter, devices, device } = await createDeviceTest();
    devices.start({ userCode: 'BBBBBBBB', clientName: 'Another' });
    const [before] = formsOf((await browser.get('/device')).body);
    const page = await enter('ETE39050');
    if (fields.form_token) fields.form_token = before?.hidden.form_token ?? '';
    expect((await browser.submit(page, '/device', fields)).statusCode).toBe(status);
    expect(device.state).toBe(DeviceAuthorizationState.PENDING);
    expect(devices.approvals).toEqual([]);
  });

  it('records nothing for another person than the one on the page', async () => {
    const { browser, enter, devices } = await createDeviceTest();
    const page = await enter('ETE39050');
    browser.cookies.delete('__Host-latchkey_session');
    await browser.signIn(grace);
    expect((await browser.submit(page, '/device', { decision: 'approve' })).statusCode).toBe(403);
    expect(devices.approvals).toEqual([]);
  });
});
