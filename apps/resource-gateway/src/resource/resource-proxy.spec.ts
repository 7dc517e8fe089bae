import { headersOf, startTestGateway, until, type TestGateway } from '../testing/test-gateway';

describe('protected resource', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.resource.received.length = 0;
    gateway.resource.answer = (_, response) => response.end('ok');
  });

  const get = (
    authorization: string | undefined,
    path = '/resource/',
    headers: Record<string, string> = {},
  ) =>
    fetch(`${gateway.origin}${path}`, { headers: { ...(authorization && { authorization }), ...headers } });
  const received = () => gateway.resource.received[0] ?? fail('nothing was forwarded');

  it.each(['', 'Bearer ', 'bearer ', 'BEARER '])(
    'lets a valid token in that is sent as "%sTOKEN"',
    async (scheme) => {
      const token = gateway.sign();
      const response = await get(`${scheme}${token}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('ok');
      expect(received()).toMatchObject({ method: 'GET', url: '/resource/' });
      expect(received().headers).toMatchObject({
        authorization: `Bearer ${token}`,
        'x-latchkey-subject': 'ada',
        'x-latchkey-client-id': 'demo-web',
        'x-latchkey-scope': 'flex:read flex:control',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'auth.example.com',
        'x-request-id': response.headers.get('x-request-id'),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
      });
    },
  );

  it.each([
    ['/resource', '/resource/'],
    ['/resource?a=1', '/resource/?a=1'],
    ['/resource/devices/7?q=a%20b&q=c', '/resource/devices/7?q=a%20b&q=c'],
    ['/resource/a%2Fb//c', '/resource/a%2Fb//c'],
  ])('forwards %s as %s', async (path, url) => {
    expect((await get(gateway.sign(), path)).status).toBe(200);
    expect(received().url).toBe(url);
  });

  it('forwards bodies of any kind, and the answer as it is', async () => {
    gateway.resource.answer = (_, response) => {
      response.writeHead(201, { 'content-type': 'application/graphql-response+json', etag: '"1"' });
      response.end('{"data":{}}');
    };
    const response = await fetch(`${gateway.origin}/resource/`, {
      method: 'POST',
      headers: { authorization: gateway.sign(), 'content-type': 'application/json' },
      body: '{"query":"{ devices }"}',
    });
    expect(response.status).toBe(201);
    expect(headersOf(response)).toMatchObject({
      'content-type': 'application/graphql-response+json',
      etag: '"1"',
    });
    expect(await response.text()).toBe('{"data":{}}');
    expect(received()).toMatchObject({ method: 'POST', body: '{"query":"{ devices }"}' });
    expect(received().headers['content-type']).toBe('application/json');
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD'])('forwards %s', async (method) => {
    const response = await fetch(`${gateway.origin}/resource/x`, {
      method,
      headers: { authorization: gateway.sign() },
    });
    expect(response.status).toBe(200);
    expect(received()).toMatchObject({ method });
  });

  it('drops what only this gateway may say, however it is spelled', async () => {
    await get(gateway.sign(), '/resource/', {
      'x-latchkey-subject': 'admin',
      'X-Latchkey-Scope': 'everything',
      'x-latchkey-role': 'root',
      x_latchkey_subject: 'admin',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-user': 'admin',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      cookie: 'session=1',
      'x-request-id': 'my-request-0001',
      'x-own': 'stays',
    });
    const { headers } = received();
    expect(headers).toMatchObject({
      'x-latchkey-subject': 'ada',
      'x-latchkey-scope': 'flex:read flex:control',
      'x-forwarded-for': '127.0.0.1',
      'x-request-id': 'my-request-0001',
      'x-own': 'stays',
    });
    const dropped = [
      'x-latchkey-role',
      'x_latchkey_subject',
      'x-forwarded-user',
      'x-real-ip',
      'forwarded',
      'cookie',
    ];
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(`^(${dropped.join('|')})$`))]),
    );
  });

  it('keeps to itself what is about one connection, and what the client names so', async () => {
    const answer = await gateway.raw(
      `GET /resource/ HTTP/1.1\r\nHost: x\r\nAuthorization: ${gateway.sign()}\r\n` +
        'Connection: close, X-Latchkey-Subject, X-Mine\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n' +
        'X-Mine: 1\r\nUpgrade: websocket\r\nProxy-Authorization: Basic eA==\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    const { headers } = received();
    expect(headers['x-latchkey-subject']).toBe('ada');
    for (const name of ['x-mine', 'te', 'upgrade', 'proxy-authorization'])
      expect(headers).not.toHaveProperty(name);
  });

  it('lets a resource set neither cookies nor rules of other origins', async () => {
    gateway.resource.answer = (_, response) => {
      response.writeHead(200, {
        'set-cookie': 'session=stolen',
        'access-control-allow-origin': 'https://evil.example',
        'access-control-allow-credentials': 'true',
        'x-request-id': 'theirs-0001',
        'keep-alive': 'timeout=99',
      });
      response.end('ok');
    };
    const response = await get(gateway.sign());
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('x-request-id')).not.toBe('theirs-0001');
    expect(response.headers.get('keep-alive')).not.toBe('timeout=99');
  });

  it('answers a preflight without a token', async () => {
    const response = await fetch(`${gateway.origin}/resource/devices`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PATCH' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
    expect(gateway.resource.received).toEqual([]);
  });

  it('lets scripts read why a token was refused', async () => {
    const response = await get(undefined, '/resource/', { origin: 'https://app.example.com' });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    // The asterisk covers WWW-Authenticate, too, in requests without credentials.
    expect(response.headers.get('access-control-expose-headers')).toBe('*');
  });

  it.each([
    ['announced', 1024 * 1024 + 1, false],
    ['not announced', 1024 * 1024 + 1, true],
  ])('refuses a body that is too large and whose length is %s', async (_, size, chunked) => {
    const body = Buffer.alloc(size, 'a');
    const response = await fetch(`${gateway.origin}/resource/`, {
      method: 'POST',
      headers: { authorization: gateway.sign() },
      ...(chunked ? { body: new Blob([body]).stream(), duplex: 'half' } : { body }),
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    expect(gateway.resource.received).toEqual([]);
  });

  it('passes the answer of the resource on, be it a refusal', async () => {
    let calls = 0;
    gateway.resource.answer = (_, response) => {
      calls += 1;
      response.writeHead(503, { 'retry-after': '1' }).end('busy');
    };
    const response = await get(gateway.sign());
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('busy');
    expect(calls).toBe(1);
  });

  it('passes an answer on piece by piece', async () => {
    let finish: () => void = () => undefined;
    gateway.resource.answer = (_, response) => {
      response.write('first');
      finish = () => response.end('second');
    };
    const response = await get(gateway.sign());
    const reader = (response.body ?? fail('no body')).getReader();
    const piece = async () => Buffer.from((await reader.read()).value ?? []).toString();
    expect(await piece()).toBe('first');
    finish();
    expect(await piece()).toBe('second');
  });

  it('says 504 when the resource takes too long', async () => {
    gateway.resource.answer = () => undefined;
    const response = await get(gateway.sign());
    expect(response.status).toBe(504);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'the resource took too long to answer: try again later',
    });
  });

  it('says 502 when the resource hangs up', async () => {
    gateway.resource.answer = (request) => request.socket.destroy();
    expect((await get(gateway.sign())).status).toBe(502);
  });

  it('says 502 when the resource answers nonsense', async () => {
    gateway.resource.answer = ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    expect((await get(gateway.sign())).status).toBe(502);
  });

  it('says 502 when the resource is away', async () => {
    await gateway.resource.close();
    const response = await get(gateway.sign());
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });

  it('is measured under its prefix, whatever the path', async () => {
    await get(gateway.sign(), '/resource/some/path');
    const figures = await gateway.metrics.metrics();
    expect(figures).toContain('route="/resource/",status="200"');
    expect(figures).not.toContain('some/path');
  });

  it('has put no token into the log', () => {
    expect(gateway.log()).toContain('"path":"/resource/"');
    expect(gateway.log()).not.toMatch(/eyJ[\w-]{10}/);
  });

  it('lets nobody in while the issuer cannot be asked about revocations', async () => {
    const token = gateway.sign();
    await gateway.issuer.server.close(0);
    await until(() => !gateway.access.feed.isCurrent());
    gateway.resource.received.length = 0;
    const response = await get(token);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    expect(gateway.resource.received).toEqual([]);
  });

  it('lets nobody in while the issuer was never reached', async () => {
    const other = await startTestGateway({ without: 'issuer' });
    const response = await fetch(`${other.origin}/resource/`, { headers: { authorization: other.sign() } });
    await other.close();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(other.resource.received).toEqual([]);
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}
