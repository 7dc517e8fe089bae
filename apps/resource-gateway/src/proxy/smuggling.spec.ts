import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { startTestGateway, testResource, until, type TestGateway } from '../testing/test-gateway';

/**
 * The upstream here is no HTTP server: it keeps the bytes that the gateway sends, so that nothing on the way to
 * the assertions is as strict as Node's own parser.
 */
describe('bytes that two servers could read as different requests', () => {
  let gateway: TestGateway;
  let upstream: Server;
  let seen = '';
  let answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  beforeAll(async () => {
    upstream = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        socket.write(answer);
      });
    });
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port } = upstream.address() as AddressInfo;
    gateway = await startTestGateway({ resource: testResource(`http://127.0.0.1:${port}`) });
    await until(() => gateway.access.registry.table?.serves('/resource/') === true);
  });
  afterAll(async () => {
    await gateway.close();
    upstream.close();
  });
  beforeEach(() => {
    seen = '';
  });

  const head = (line: string, ...headers: string[]) =>
    [line, 'Host: x', `Authorization: Bearer ${gateway.sign()}`, ...headers].join('\r\n');
  const smuggled = 'GET /resource/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';

  it.each<[string, () => string]>([
    [
      'a length and a transfer coding',
      () =>
        `${head('POST /resource/ HTTP/1.1', 'Content-Length: 4', 'Transfer-Encoding: chunked')}\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'a transfer coding and a length',
      () =>
        `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: chunked', 'Content-Length: 4')}\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [
      'two lengths',
      () =>
        `${head('POST /resource/ HTTP/1.1', 'Content-Length: 0', 'Content-Length: 44')}\r\n\r\n${smuggled}`,
    ],
    [
      'one length twice',
      () => `${head('POST /resource/ HTTP/1.1', 'Content-Length: 2', 'Content-Length: 2')}\r\n\r\nhi`,
    ],
    [
      'a list of lengths',
      () => `${head('POST /resource/ HTTP/1.1', 'Content-Length: 0, 44')}\r\n\r\n${smuggled}`,
    ],
    ['a length with a sign', () => `${head('POST /resource/ HTTP/1.1', 'Content-Length: +2')}\r\n\r\nhi`],
    ['a length in hexadecimal', () => `${head('POST /resource/ HTTP/1.1', 'Content-Length: 0x2')}\r\n\r\nhi`],
    ['a length below zero', () => `${head('POST /resource/ HTTP/1.1', 'Content-Length: -1')}\r\n\r\nhi`],
    [
      'a length beyond all numbers',
      () => `${head('POST /resource/ HTTP/1.1', `Content-Length: ${'9'.repeat(30)}`)}\r\n\r\nhi`,
    ],
    [
      'an unknown transfer coding',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: xchunked')}\r\n\r\n0\r\n\r\n`,
    ],
    [
      'chunked in the middle',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: chunked, identity')}\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a space before a colon',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding : chunked')}\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a vertical tab in the coding',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: \x0bchunked')}\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a folded line',
      () => `${head('GET /resource/ HTTP/1.1', 'X-A: b', ' X-Latchkey-Subject: admin')}\r\n\r\n`,
    ],
    ['a folded line at once', () => `GET /resource/ HTTP/1.1\r\n X: y\r\n${head('').trimStart()}\r\n\r\n`],
    [
      'a lone carriage return',
      () => `${head('GET /resource/ HTTP/1.1', 'X-A: b\rX-Latchkey-Subject: admin')}\r\n\r\n`,
    ],
    ['a NUL in a value', () => `${head('GET /resource/ HTTP/1.1', 'X-A: b\0c')}\r\n\r\n`],
    ['a name with a space', () => `${head('GET /resource/ HTTP/1.1', 'X A: b')}\r\n\r\n`],
    ['a name with a line break escaped', () => `${head('GET /resource/ HTTP/1.1', 'X\x85A: b')}\r\n\r\n`],
    ['no name', () => `${head('GET /resource/ HTTP/1.1', ': b')}\r\n\r\n`],
    [
      'a chunk size that is none',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: chunked')}\r\n\r\nz\r\n\r\n`,
    ],
    [
      'a chunk longer than it says',
      () =>
        `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: chunked')}\r\n\r\n2\r\nhello\r\n0\r\n\r\n`,
    ],
    [
      'a line feed alone after a chunk size',
      () => `${head('POST /resource/ HTTP/1.1', 'Transfer-Encoding: chunked')}\r\n\r\n2\nhi\r\n0\r\n\r\n`,
    ],
    [
      'a method that is not known',
      () => `${head('PROPFIND /resource/ HTTP/1.1', 'Connection: close')}\r\n\r\n`,
    ],
    ['a method in lower case', () => `${head('get /resource/ HTTP/1.1')}\r\n\r\n`],
    ['a tunnel', () => `${head('CONNECT 127.0.0.1:22 HTTP/1.1')}\r\n\r\n`],
    ['a path with a space', () => `${head('GET /resource/ /x HTTP/1.1')}\r\n\r\n`],
    ['a target without a path', () => `${head('GET resource/ HTTP/1.1')}\r\n\r\n`],
    ['two hosts', () => `${head('GET /resource/ HTTP/1.1', 'Host: y', 'Connection: close')}\r\n\r\n`],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/0.9', () => 'GET /resource/\r\n\r\n'],
    [
      'dots behind a parameter',
      () => `${head('GET /resource/..;/admin HTTP/1.1', 'Connection: close')}\r\n\r\n`,
    ],
    [
      'dots behind escapes',
      () => `${head('GET /resource/%2e%2e%3b/admin HTTP/1.1', 'Connection: close')}\r\n\r\n`,
    ],
  ])('do not reach the upstream: %s', async (_, bytes) => {
    const answer = await gateway.raw(bytes());
    expect(answer).not.toMatch(/HTTP\/1.1 2/);
    expect(seen).toBe('');
  });

  const requestLines = () => seen.match(/^\S+ \S+ HTTP\/1\.1\r$/gm)?.map((line) => line.trim());

  it('a body is measured anew: what follows it is a request of its own, and is guarded as one', async () => {
    const body = `${head('POST /resource/first HTTP/1.1', 'Transfer-Encoding: Chunked')}\r\n\r\n3\r\nabc\r\n0\r\n\r\n`;
    const answer = await gateway.raw(
      `${body}GET /resource/second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 .*HTTP\/1.1 401 /s);
    expect(requestLines()).toEqual(['POST /resource/first HTTP/1.1']);
    // One framing: of the length that was counted here when the whole body has come already.
    expect(seen.match(/^(?:transfer-encoding: chunked|content-length: 3)\r$/gim)).toHaveLength(1);
    expect(seen.match(/^(?:transfer-encoding|content-length):/gim)).toHaveLength(1);
  });

  it('a body of a GET stays here', async () => {
    await gateway.raw(
      `${head('GET /resource/ HTTP/1.1', `Content-Length: ${smuggled.length}`, 'Connection: close')}\r\n\r\n${smuggled}`,
    );
    expect(requestLines()).toEqual(['GET /resource/ HTTP/1.1']);
    expect(seen).not.toContain('smuggled');
    expect(seen).not.toMatch(/content-length/i);
  });

  it('a length cannot be named as a matter of the connection', async () => {
    const answer = await gateway.raw(
      `${head('POST /resource/ HTTP/1.1', `Content-Length: ${smuggled.length}`, 'Connection: close, content-length, authorization')}\r\n\r\n${smuggled}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(requestLines()?.[0]).toBe('POST /resource/ HTTP/1.1');
    expect(seen.match(/^(?:transfer-encoding|content-length):/gim)).toHaveLength(1);
    expect(seen).toMatch(/^(?:transfer-encoding: chunked|content-length: 44)\r$/im);
    expect(seen).toMatch(/authorization: Bearer /i);
  });

  it('an absolute target is forwarded as its path, to the same upstream', async () => {
    const answer = await gateway.raw(
      `${head('GET http://evil.example/resource/x?a=1 HTTP/1.1', 'Connection: close')}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(requestLines()).toEqual(['GET /resource/x?a=1 HTTP/1.1']);
    expect(seen).not.toContain('evil.example');
    expect(seen).toMatch(/host: 127\.0\.0\.1:/i);
  });

  it('a claim cannot break out of its header', async () => {
    const token = gateway.sign({ sub: 'a\r\nX-Latchkey-Scope: everything\u2028é', client_id: 'c\0' });
    const answer = await gateway.raw(
      `GET /resource/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${token}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(seen).toMatch(/x-latchkey-subject: a%0D%0AX-Latchkey-Scope: everything%E2%80%A8%C3%A9\r\n/i);
    expect(seen).toMatch(/x-latchkey-client-id: c%00\r\n/i);
  });

  it('values that are passed on about the request are those of this process, or harmless', async () => {
    await gateway.raw(
      `${head(
        'GET /resource/ HTTP/1.1',
        'X-Request-Id: a\tb',
        'Traceparent: 00-zz-1-1\tx',
        'Tracestate: a=\xff',
        'X-Forwarded-Host: evil',
        'Forwarded: for=evil',
        'Connection: close',
      )}\r\n\r\n`,
    );
    expect(seen).not.toMatch(/evil|a\tb|zz|tracestate/);
  });

  it.each([
    ['of two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'with a length and a coding',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'with a lone carriage return',
      'HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n',
    ],
    ['without a status', 'HTTP/1.1 OK\r\n\r\n'],
  ])('an answer %s is no answer', async (_, bytes) => {
    answer = bytes;
    const received = await gateway.raw(`${head('GET /resource/ HTTP/1.1', 'Connection: close')}\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1.1 502 /);
  });
});
