import { startTestGateway, type TestGateway } from '../testing/test-gateway';

const requestId = /x-request-id: ([\w.-]{8,64})/i;

describe('connections and requests of the public listener', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400],
    ['has headers that are too long', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(17_000)}\r\n\r\n`, 431],
    ['has no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    [
      'has a percent sign that starts no escape',
      'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
    ],
  ])('answers a request that %s', async (_, bytes, status) => {
    const answer = await gateway.raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(gateway.frontend.received).toEqual([]);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a malformed path', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a method that is not known', 'PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('names the request in the answer to %s, as JSON', async (_, bytes) => {
    const answer = await gateway.raw(bytes);
    expect(answer).toMatch(requestId);
    expect(answer).toMatch(/\r\n\r\n\{"error":"invalid_request","error_description":"[^"]+"\}$/);
  });

  it('does not let a value that is no request id through', async () => {
    const sent = 'a b<script>';
    const answer = await gateway.raw(
      `GET /jwks/ HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${sent}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(requestId);
    expect(answer).not.toContain(sent);
  });

  it('logs each answer with its request id and without its query', async () => {
    await fetch(`${gateway.origin}/jwks/?secret=sEcret`, { headers: { 'x-request-id': 'my-request-0001' } });
    const lines = gateway.log().split('\n');
    const line = JSON.parse(lines.find((text) => text.includes('my-request-0001')) ?? '{}');
    expect(line).toMatchObject({
      service: 'resource-gateway',
      requestId: 'my-request-0001',
      method: 'GET',
      path: '/jwks/',
      status: 200,
      remoteAddress: '127.0.0.1',
      msg: 'answered',
    });
    expect(gateway.log()).not.toContain('sEcret');
  });

  it('names the request in the log of its failure', async () => {
    const response = await fetch(`${gateway.origin}/token/`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'break', client_id: 'client-1' }),
    });
    const failure = gateway
      .log()
      .split('\n')
      .find((line) => line.includes('request failed unexpectedly'));
    expect(JSON.parse(failure ?? '{}')).toMatchObject({
      level: 'error',
      requestId: response.headers.get('x-request-id'),
      error: { name: 'RpcError' },
    });
  });

  it('continues the trace of the client', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await fetch(`${gateway.origin}/sign-in`, {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    expect(gateway.frontend.received.at(-1)?.headers.traceparent).toMatch(
      new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
    );
  });
});
