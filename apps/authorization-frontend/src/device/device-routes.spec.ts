import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
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
    browser.follow(await browser.submit(await browser.get('/device'), '/device', { user_code: userCode }));
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
      'Television, calls itself “DemoTV/2.1 &lt;b>(living room)&lt;/b>”',
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

  it('leads from the summary of what is wrong to the field', async () => {
    const { enter } = await createDeviceTest();
    const { body } = await enter('AAAAAAAA');
    expect(body).toContain('<title>Error: Connect a device · Latchkey</title>');
    expect(body).toContain('<a href="#user_code">No device is waiting with this code.');
  });

  it('tells who guesses, by address and session, without the secret of the session', async () => {
    const { browser, devices, directory } = await createDeviceTest();
    const page = await browser.get('/device');
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
    const [form] = formsOf(page.body);
    await browser.post('/device', { ...form?.hidden, user_code: 'AAAAAAAA' }, forwarded);
    const [asker] = devices.askers;
    expect(asker).toEqual({
      remoteAddress: '203.0.113.9',
      sessionId: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(directory.liveSessions()).not.toContain(asker?.sessionId);
    await browser.get('/device');
    await browser.post('/device', { ...form?.hidden, user_code: 'AAAAAAAB' });
    expect(devices.askers[1]?.sessionId).toBe(asker?.sessionId);
  });

  it('says to wait when too many codes were tried', async () => {
    const { devices } = await createDeviceTest();
    const exhausted = async () => {
      throw new RpcError('RESOURCE_EXHAUSTED', 'too many codes');
    };
    const { server } = createTestServer({
      devices: { ...devices.service, getDeviceAuthorization: exhausted },
    });
    const browser = new TestBrowser(server);
    await browser.signIn();
    const response = await browser.submit(await browser.get('/device'), '/device', { user_code: 'A' });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('60');
    expect(response.body).toContain('Too many codes were tried');
    expect(response.body).toContain('60 seconds');
    expect(response.body).toContain('href="/device"');
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

describe('a code that a link brought', () => {
  /** Opens the link and presses the button of the page. */
  const press = async (browser: TestBrowser, userCode: string) =>
    browser.follow(
      await browser.submit(await browser.get(`/device?user_code=${userCode}`), '/device', {
        user_code: userCode,
      }),
    );

  it('is to be compared with the one on the device, and leads to the question', async () => {
    const { browser, device } = await createDeviceTest();
    expect((await browser.get('/device?user_code=ETE39050')).body).toContain(
      'Is this the code on your device?',
    );
    expect((await press(browser, 'ETE39050')).body).toContain('Connect Demo TV?');
    expect(device.state).toBe(DeviceAuthorizationState.PENDING);
  });

  it('has to be typed where the device asks for that', async () => {
    const { browser, device, enter } = await createDeviceTest();
    device.userCodeMustBeTyped = true;
    const page = await press(browser, 'ETE39050');
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('This device asks for its code to be typed');
    expect(page.body).not.toMatch(/<input[^>]*value="ETE39050"/);
    const typed = await browser.follow(await browser.submit(page, '/device', { user_code: 'ETE39050' }));
    expect(typed.body).toContain('Connect Demo TV?');
    expect((await enter('ETE39050')).body).toContain('Connect Demo TV?');
  });

  it('is not taken for a typed one because the form says so', async () => {
    const { browser, device } = await createDeviceTest();
    device.userCodeMustBeTyped = true;
    const link = await browser.get('/device?user_code=ETE39050');
    const fields = { user_code: 'ETE39050', entry: 'typed' };
    expect((await browser.submit(link, '/device', fields)).statusCode).toBe(403);
  });
});

describe('GET /device/confirm', () => {
  it('shows the same question after a reload, and in another language', async () => {
    const { browser } = await createDeviceTest();
    const { headers } = await browser.submit(await browser.get('/device'), '/device', {
      user_code: 'ETE39050',
    });
    const path = headers.location as string;
    expect((await browser.get(path)).body).toContain('Connect Demo TV?');
    expect((await browser.get(path)).body).toContain('Connect Demo TV?');
    const german = await browser.follow(await browser.get(`${path}&set_language=de`));
    expect(german.body).toContain('Demo TV verbinden?');
    expect(german.body).toContain('vor 2 Minuten');
  });

  it('leads to the code first without the pass of that page, or with that of another session', async () => {
    const { browser, devices } = await createDeviceTest();
    const { headers } = await browser.submit(await browser.get('/device'), '/device', {
      user_code: 'ETE39050',
    });
    const passed = headers.location as string;
    const lookups = devices.lookups.length;
    const bare = await browser.get('/device/confirm?user_code=ETE39050');
    expect(bare.headers.location).toBe('/device?user_code=ETE39050');
    browser.cookies.delete('__Host-latchkey_session');
    await browser.signIn(grace);
    expect((await browser.get(passed)).headers.location).toBe('/device?user_code=ETE39050');
    expect(devices.lookups).toHaveLength(lookups);
  });

  it('is friendly to somebody who comes back to it after the answer', async () => {
    const { browser, enter } = await createDeviceTest();
    const { headers } = await browser.submit(await browser.get('/device'), '/device', {
      user_code: 'ETE39050',
    });
    await browser.submit(await enter('ETE39050'), '/device', { decision: 'approve' });
    const response = await browser.get(headers.location as string);
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('This code has its answer already');
  });

  it('says what is known of the device, and no more', async () => {
    const { enter, device } = await createDeviceTest();
    expect((await enter('ETE39050')).body).not.toContain('From the region');
    device.region = 'NL-NH';
    device.userAgent = '';
    device.remoteAddress = '127.0.0.1';
    const { body } = await enter('ETE39050');
    expect(body).toContain('Netherlands (NL-NH)');
    expect(body).toContain('<dd>A device</dd>');
    expect(body).toContain('127.0.0.1, where you are, too');
    device.remoteAddress = '';
    expect((await enter('ETE39050')).body).toContain('<dd>not known</dd>');
  });
});

describe('GET /device/done', () => {
  it('tells nobody of a decision that was not taken in this browser', async () => {
    const { browser } = await createDeviceTest();
    expect((await browser.get('/device/done?outcome=approved')).headers.location).toBe('/device');
  });
});

describe('POST /device with a decision', () => {
  it('connects the device and sends the person back to it', async () => {
    const { browser, enter, devices, consents } = await createDeviceTest();
    const page = await enter('ETE39050');
    const response = await browser.follow(await browser.submit(page, '/device', { decision: 'approve' }));
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('Your device is connected');
    expect(response.body).toContain('Go back to your device');
    expect(devices.approvals).toEqual([
      { userCode: 'ETE39050', subject: ada.subject, scopes: ['flex:read'] },
    ]);
    expect(devices.acrs).toEqual(['https://refeds.org/profile/sfa']);
    expect(consents.allowed(ada.subject, 'demo-tv')).toEqual([
      'https://auth.example.com/resource/ flex:read',
    ]);
  });

  it('gives the same answer when it is sent again', async () => {
    const { browser, enter } = await createDeviceTest();
    const page = await enter('ETE39050');
    await browser.submit(page, '/device', { decision: 'approve' });
    const again = await browser.follow(await browser.submit(page, '/device', { decision: 'approve' }));
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('Your device is connected');
  });

  it('refuses the device', async () => {
    const { browser, enter, device, devices } = await createDeviceTest();
    const page = await enter('ETE39050');
    const response = await browser.follow(await browser.submit(page, '/device', { decision: 'deny' }));
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('The device was refused');
    expect(device.state).toBe(DeviceAuthorizationState.DENIED);
    expect(devices.approvals).toEqual([]);
  });

  it.each(['approve', 'deny'])('says who decided, and from where, when they %s', async (decision) => {
    const { browser, enter, devices } = await createDeviceTest();
    await browser.submit(await enter('ETE39050'), '/device', { decision });
    expect(devices.deciders).toEqual([{ subject: ada.subject, ...devices.askers[0] }]);
  });

  it('lets somebody leave out what is optional, and takes a yes to nothing for a no', async () => {
    const { browser, enter, devices, device, consents } = await createDeviceTest();
    device.scopes = ['flex:read', 'flex:share'];
    const page = await enter('ETE39050');
    expect(page.body).toContain('name="scope:flex:share"');
    await browser.submit(page, '/device', { decision: 'approve' });
    expect(devices.approvals[0]?.scopes).toEqual(['flex:read']);
    expect(consents.allowed(ada.subject, 'demo-tv')).toHaveLength(1);

    const other = devices.start({ userCode: 'BBBBBBBB', clientId: 'demo-tv', scopes: ['flex:share'] });
    const done = await browser.submit(await enter('BBBBBBBB'), '/device', { decision: 'approve' });
    expect((await browser.follow(done)).body).toContain('The device was refused');
    expect(other.state).toBe(DeviceAuthorizationState.DENIED);
  });

  it('asks about a device again whose client was allowed everything, with what is known of it', async () => {
    const { browser, enter, devices, clients } = await createDeviceTest();
    clients.profiles.set('demo-tv', { publisherName: 'ACME', publisherVerified: true, firstParty: true });
    await browser.submit(await enter('ETE39050'), '/device', { decision: 'approve' });
    devices.start({ userCode: 'BBBBBBBB', clientId: 'demo-tv', scopes: ['flex:read'] });
    const page = await enter('BBBBBBBB');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('You have allowed all of this before.');
    expect(page.body).toContain('ACME (we have checked who that is)');
    expect(devices.approvals).toHaveLength(1);
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

  it('records the answer of somebody who has signed in anew in another tab', async () => {
    const { browser, enter, devices, directory } = await createDeviceTest();
    const page = await enter('ETE39050');
    const before = directory.liveSessions();
    await browser.signIn(ada, '?reauthenticate=1');
    expect(directory.liveSessions()).not.toEqual(before);
    expect((await browser.submit(page, '/device', { decision: 'approve' })).statusCode).toBe(303);
    expect(devices.approvals).toHaveLength(1);
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
