import { testCertificates } from '@latchkey/development';
import { once } from 'node:events';
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';
import { startTestUpstream } from '../testing/test-upstream';

describe('browser pages', () => {
  let gateway: TestGateway;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ close }) => close()));
  });
  beforeEach(() => {
    gateway.frontend.received.length = 0;
    gateway.frontend.answer = (_, response) => response.end('<p>page</p>');
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.origin}${path}`, { headers, redirect: 'manual' });

  it.each([
    '/',
    '/authorize/?response_type=code&client_id=a&state=%20b',
    '/authorize',
    '/sign-in',
    '/device',
    '/device?user_code=ETE39050',
    '/assets/page.css',
    '/playground/callback?code=1',
    '/no-such-page',
    '/tokens',
    '/resources/',
    '//resource/',
  ])('asks the front end for %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>page</p>');
    expect(gateway.frontend.received.map(({ url }) => url)).toEqual([path]);
  });

  it('says who asks, and from where', async () => {
    const response = await get('/', {
      cookie: 'session=1; other=2',
      authorization: 'Basic eA==',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-request-id': 'my-request-0001',
      'x-latchkey-subject': 'admin',
    });
    const { headers } = gateway.frontend.received[0] ?? { headers: {} };
    expect(headers).toMatchObject({
      cookie: 'session=1; other=2',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'auth.example.com',
      'x-request-id': 'my-request-0001',
    });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-latchkey-subject');
    expect(response.headers.get('x-request-id')).toBe('my-request-0001');
  });

  it('shows the front end its certificate', async () => {
    let names: string | undefined;
    gateway.frontend.answer = ({ socket }, response) => {
      names = socket instanceof TLSSocket ? socket.getPeerCertificate().subjectaltname : undefined;
      response.end();
    };
    await get('/');
    expect(names).toContain('URI:spiffe://latchkey/resource-gateway');
  });

  it('passes cookies and redirects on as they are', async () => {
    gateway.frontend.answer = (_, response) => {
      response.writeHead(303, {
        location: 'https://app.example.com/callback?code=abc&state=%20',
        'set-cookie': ['session=1; HttpOnly', 'browser=2; Secure'],
        'content-security-policy': "default-src 'self'",
      });
      response.end();
    };
    const response = await get('/consent');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('https://app.example.com/callback?code=abc&state=%20');
    expect(response.headers.getSetCookie()).toEqual(['session=1; HttpOnly', 'browser=2; Secure']);
    expect(response.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('hands forms through', async () => {
    const body = 'email=ada%40example.com&password=correct+horse';
    const response = await fetch(`${gateway.origin}/sign-in`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://auth.example.com' },
    });
    expect(response.status).toBe(200);
    expect(gateway.frontend.received).toMatchObject([
      {
        method: 'POST',
        url: '/sign-in',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://auth.example.com' },
      },
    ]);
    expect(gateway.log()).not.toMatch(/correct|ada@|ada%40/);
  });

  it('hands an empty form through', async () => {
    const response = await fetch(`${gateway.origin}/sign-out`, { method: 'POST' });
    expect(response.status).toBe(200);
    expect(gateway.frontend.received).toMatchObject([{ method: 'POST', body: '' }]);
  });

  it.each([
    ['a form that is too large', 413, () => ({ method: 'POST', body: 'a'.repeat(64 * 1024 + 1) })],
    ['an address that is too long', 414, () => ({ headers: { 'x-path': `/${'a'.repeat(8192)}` } })],
  ])('answers %s with a page', async (_, status, request) => {
    const { headers, ...init } = request() as RequestInit & { headers?: Record<string, string> };
    const response = await fetch(`${gateway.origin}${headers?.['x-path'] ?? '/'}`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(gateway.frontend.received).toEqual([]);
  });

  it.each(['/a/../b', '/%2e%2e/b', '/a\\b'])('refuses %s', async (path) => {
    const answer = await gateway.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(gateway.frontend.received).toEqual([]);
  });

  it('takes the address of a request in absolute form, and forwards its path', async () => {
    const answer = await gateway.raw(
      'GET http://auth.example.com/sign-in?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(gateway.frontend.received).toMatchObject([{ url: '/sign-in?a=1' }]);
  });

  it('keeps codes and handles in the query out of the log', async () => {
    await get('/playground/callback?code=sEcret1&state=x');
    expect(gateway.log()).toContain('"path":"/playground/callback"');
    expect(gateway.log()).not.toContain('sEcret1');
  });

  it('believes as many proxies as it is told of', async () => {
    const behindTwo = await startTestGateway({ trustedProxies: 2 });
    opened.push(behindTwo);
    for (const chain of ['9.9.9.9, 203.0.113.7, 10.0.0.1', '203.0.113.7, 10.0.0.1']) {
      await fetch(behindTwo.origin, { headers: { 'x-forwarded-for': chain } });
    }
    await fetch(behindTwo.origin, { headers: { 'x-forwarded-for': 'not an address, 10.0.0.1' } });
    const addresses = behindTwo.frontend.received.map(({ headers }) => headers['x-forwarded-for']);
    expect(addresses).toEqual(['203.0.113.7', '203.0.113.7', '127.0.0.1']);
  });

  it('waits for a front end that is too busy to begin with TLS', async () => {
    const relay = createServer((near) => {
      setTimeout(() => near.pipe(connectSocket(frontendPort, 'localhost')).pipe(near), 3_200);
    }).listen(0, 'localhost');
    await once(relay, 'listening');
    const { port } = relay.address() as AddressInfo;
    const behind = await startTestGateway({
      frontendUrl: `https://localhost:${port}`,
      upstreamTimeoutMilliseconds: 10_000,
    });
    const frontendPort = Number(new URL(behind.frontend.origin).port);
    opened.push(behind, { close: async () => void relay.close() });
    expect((await fetch(behind.origin)).status).toBe(200);
  }, 15_000);

  describe('the region of a browser', () => {
    const told = async (options: { trustedProxies: number; regionHeader?: string }, region: string) => {
      const other = await startTestGateway(options);
      opened.push(other);
      await fetch(other.origin, { headers: { 'x-region': region, 'x-latchkey-region': 'Elsewhere' } });
      return other.frontend.received[0]?.headers['x-latchkey-region'];
    };

    it('is told to the front end as a trusted proxy tells it', async () => {
      const behindOne = { trustedProxies: 1, regionHeader: 'x-region' };
      expect(await told(behindOne, 'DE-BY')).toBe('DE-BY');
      const utf8 = Buffer.from('Île-de-France').toString('latin1');
      expect(await told(behindOne, utf8)).toBe('%C3%8Ele-de-France');
    });

    it('is believed of nobody else, under no name', async () => {
      expect(await told({ trustedProxies: 0, regionHeader: 'x-region' }, 'DE-BY')).toBeUndefined();
      expect(await told({ trustedProxies: 1 }, 'DE-BY')).toBeUndefined();
    });
  });

  describe('while the front end is away', () => {
    const expectUnavailable = async (response: Response) => {
      const html = await response.text();
      expect(response.status).toBe(503);
      expect(headersOf(response)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'retry-after': '5',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
      });
      expect(html).toContain(`<code>${response.headers.get('x-request-id')}</code>`);
      expect(html).not.toMatch(/<script|src=|href=|ECONNREFUSED|localhost/);
    };

    it('shows a page of its own', async () => {
      await gateway.frontend.close();
      await expectUnavailable(await get('/sign-in'));
    });

    it.each(['another service of the same authority', 'a front end of another authority'])(
      'trusts nobody else: %s',
      async (impostor) => {
        const ours = await testCertificates('resource-gateway', 'directory');
        const theirs = await testCertificates('authorization-frontend');
        const shown = impostor.startsWith('another') ? ours.directory : theirs['authorization-frontend'];
        // It would take our certificate gladly.
        const upstream = await startTestUpstream({ ...shown, ca: ours['resource-gateway'].ca });
        const deceived = await startTestGateway({
          frontendUrl: upstream.origin,
          tls: ours['resource-gateway'],
        });
        opened.push(deceived, upstream);
        await expectUnavailable(await fetch(deceived.origin, { headers: { cookie: 'session=1' } }));
        expect(upstream.received).toEqual([]);
      },
    );
  });
});
