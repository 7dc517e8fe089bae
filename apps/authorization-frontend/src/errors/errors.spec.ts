import type { ServerDeps } from '../server';
import { TestBrowser } from '../testing/test-browser';
import { ada, createTestServer } from '../testing/test-server';

describe('error pages', () => {
  it('names what happened, whose it is to mend, and the request', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get('/nowhere', { 'x-request-id': 'request-12345' });
    expect(response.statusCode).toBe(404);
    expect(response.headers['x-request-id']).toBe('request-12345');
    expect(response.body).toContain('There is no such page');
    expect(response.body).toContain('Yours: the next step above should do it');
    expect(response.body).toContain('<code>request-12345</code>');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(['short', 'a"><script>', 'x'.repeat(65)])('does not believe the request id %s', async (id) => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get('/nowhere', { 'x-request-id': id });
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.body).not.toContain(id);
  });

  it('tells nobody outside of a defect, and the log all of it', async () => {
    const authentication: ServerDeps['authentication'] = {
      ...createTestServer().authentication.service,
      authenticateWithPassword: () => Promise.reject(new Error('relation "directory.users" does not exist')),
    };
    const { server, log } = createTestServer({ authentication });
    const response = await new TestBrowser(server).signIn();
    expect(response.statusCode).toBe(500);
    expect(response.body).toContain('Something went wrong on our side');
    expect(response.body).not.toContain('directory.users');
    const reference = response.headers['x-request-id'];
    const line = log()
      .split('\n')
      .find((text) => text.includes('request failed'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'error',
      requestId: reference,
      path: '/sign-in',
      error: { message: 'relation "directory.users" does not exist', stack: expect.any(String) },
    });
  });

  it.each([
    ['JSON', 'application/json', '{}', 415],
    ['plain text', 'text/plain', 'a', 415],
    ['a multipart form', 'multipart/form-data; boundary=a', '--a--', 415],
    ['more than 16 KiB', 'application/x-www-form-urlencoded', `a=${'b'.repeat(16 * 1024)}`, 413],
    ['text that is not UTF-8', 'application/x-www-form-urlencoded', 'email=%FF', 400],
  ])('refuses %s with a page', async (_what, contentType, body, status) => {
    const browser = new TestBrowser(createTestServer().server);
    for (const path of ['/sign-in', '/consent', '/device', '/authorize', '/sign-out']) {
      const response = await browser.post(path, body, { 'content-type': contentType });
      expect(response.statusCode).toBe(status);
      expect(response.body).toMatch(/^<!doctype html>/);
    }
  });

  it('answers an address that cannot be read with a page that has all headers', async () => {
    const response = await new TestBrowser(createTestServer().server).get('/%zz');
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain('This request could not be read');
    expect(response.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cache-control': 'no-store',
    });
  });

  it('has no page for other methods', async () => {
    const { server } = createTestServer();
    for (const method of ['PUT', 'DELETE', 'PATCH'] as const) {
      expect((await server.inject({ method, url: '/consent' })).statusCode).toBe(404);
    }
  });
});

describe('the log', () => {
  it('holds no secret of a whole sign-in', async () => {
    const { server, log, devices } = createTestServer();
    devices.start({ userCode: 'ETE39050', clientName: 'Demo TV' });
    const browser = new TestBrowser(server);
    const query = 'response_type=code&client_id=demo-web&redirect_uri=https://app.example.com/callback';
    const { headers } = await browser.get(`/authorize/?${query}&state=a-secret-state`);
    const location = new URL(headers.location as string, 'https://auth.example.com');
    await browser.signIn({ email: ada.email, password: 'a wrong password' }, location.search);
    await browser.signIn(ada, location.search);
    const page = await browser.get(`/consent${location.search}`);
    await browser.submit(page, '/consent', { decision: 'allow' });
    const device = await browser.get('/device?user_code=ETE39050');
    await browser.submit(device, '/device', { user_code: 'ETE39050' });
    await browser.post('/device', { user_code: 'ETE39050' });
    await browser.get('/consent?request_uri=urn:gone');

    const requestUri = location.searchParams.get('request_uri') ?? '';
    const secrets = [
      requestUri,
      requestUri.split(':').at(-1) ?? '',
      ada.password,
      'a wrong password',
      'ETE39050',
      'a-secret-state',
      'a-code',
      'urn:gone',
      ada.email,
      ...browser.cookies.values(),
    ];
    for (const secret of secrets) expect(log()).not.toContain(secret);
    expect(log()).toContain('"path":"/consent"');
    expect(log().match(/"msg":"answered"/g)).toHaveLength(11);
  });
});
