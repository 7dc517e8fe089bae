import { RpcError } from '@latchkey/rpc';
import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const parameters = {
  response_type: 'code',
  client_id: 'demo-web',
  redirect_uri: 'https://app.example.com/callback',
  state: 'a state',
};
const query = (changes: Record<string, string> = {}) => new URLSearchParams({ ...parameters, ...changes });
const stored = /^\/(sign-in|consent)\?request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A[\w-]+$/;

describe('/authorize', () => {
  it.each(['/authorize', '/authorize/'])('stores a request at %s and asks who is there', async (path) => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get(`${path}?${query()}`);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toMatch(stored);
    expect(response.headers.location).toMatch(/^\/sign-in/);
  });

  it('leads somebody who is signed in to consent', async () => {
    const browser = new TestBrowser(createTestServer().server);
    await browser.signIn();
    const response = await browser.get(`/authorize/?${query()}`);
    expect(response.headers.location).toMatch(stored);
    expect(response.headers.location).toMatch(/^\/consent/);
  });

  it('takes a form from the site of a client, too', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const foreign = { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' };
    const response = await browser.post('/authorize/', query().toString(), foreign);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toMatch(stored);
  });

  it('passes on every resource', async () => {
    const pushed: unknown[] = [];
    const { server } = createTestServer({
      authorization: {
        ...createTestServer().issuer.service,
        async pushAuthorizationRequest({ resources }) {
          pushed.push(resources);
          throw new RpcError('UNAVAILABLE', 'gone');
        },
      },
    });
    await new TestBrowser(server).get('/authorize?resource=https://a.example/&resource=https://b.example/');
    expect(pushed).toEqual([['https://a.example/', 'https://b.example/']]);
  });

  it('takes a refusal to the client whose redirect URI is known', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get(`/authorize/?${query({ response_type: 'token' })}`);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe(
      'https://app.example.com/callback?error=unsupported_response_type&state=a+state',
    );
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'the client is not registered'],
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example/' },
      'the redirect URI is not registered for this client',
    ],
  ])('shows a page and goes nowhere for %s', async (_what, changes, description) => {
    const browser = new TestBrowser(createTestServer().server);
    const response = await browser.get(`/authorize/?${query(changes)}`);
    expect(response.statusCode).toBe(400);
    expect(response.headers).not.toHaveProperty('location');
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).toContain('invalid_request');
    expect(response.body).toContain(description);
    expect(response.body).not.toContain('evil.example');
  });

  it.each([
    ['a repeated parameter', `${query()}&state=again`, 'the parameter state is repeated: send it once'],
    ['text that is not UTF-8', `${query()}&scope=%FF`, 'the parameter scope is not form-encoded UTF-8'],
  ])('shows a page for %s, in a query and in a form', async (_what, encoded, description) => {
    const browser = new TestBrowser(createTestServer().server);
    for (const response of [
      await browser.get(`/authorize/?${encoded}`),
      await browser.post('/authorize/', encoded),
    ]) {
      expect(response.statusCode).toBe(400);
      expect(response.headers).not.toHaveProperty('location');
      expect(response.body).toContain(description);
    }
  });

  it('says that it is us when the issuer is away', async () => {
    const { service } = createTestServer().issuer;
    const { server } = createTestServer({
      authorization: {
        ...service,
        pushAuthorizationRequest: () => Promise.reject(new RpcError('UNAVAILABLE', '10.0.0.7:9102 refused')),
      },
    });
    const response = await new TestBrowser(server).get(`/authorize/?${query()}`);
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body).toContain('We cannot do this just now');
    expect(response.body).not.toContain('10.0.0.7');
  });
});
