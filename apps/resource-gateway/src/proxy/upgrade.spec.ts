import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { startTestGateway, until, type TestGateway } from '../testing/test-gateway';

describe('WebSockets', () => {
  let gateway: TestGateway;
  let far: WebSocketServer;
  beforeEach(async () => {
    gateway = await startTestGateway({ upstreamTimeoutMilliseconds: 300 });
    far = new WebSocketServer({ noServer: true });
    gateway.resource.server.on('upgrade', (request, socket, head) => {
      far.handleUpgrade(request, socket, head, (ws) => {
        ws.on('message', (data) =>
          ws.send(`${request.url} ${String(request.headers['x-latchkey-subject'])} ${data}`),
        );
      });
    });
  });
  afterEach(async () => {
    for (const client of far.clients) client.terminate();
    await gateway.close();
  });

  const address = (path = '/resource/socket') => gateway.origin.replace('http', 'ws') + path;
  const open = (headers: Record<string, string>, path?: string) =>
    new WebSocket(address(path), 'chat', { headers });
  const refusal = async (ws: WebSocket) => {
    ws.on('error', () => undefined);
    const [request, response] = await once(ws, 'unexpected-response');
    request.destroy();
    return response;
  };

  it('pass with a valid token, both ways and however long they are silent', async () => {
    const ws = open({ authorization: `Bearer ${gateway.sign()}`, 'x-latchkey-subject': 'admin' });
    await once(ws, 'open');
    expect(ws.protocol).toBe('chat');
    await new Promise((resolve) => setTimeout(resolve, 700));
    ws.send('hello');
    expect(String((await once(ws, 'message'))[0])).toBe('/resource/socket ada hello');
    ws.send('x'.repeat(200_000));
    expect(String((await once(ws, 'message'))[0])).toHaveLength(200_021);
    ws.close();
    await once(ws, 'close');
    await until(() => far.clients.size === 0);
    const line = gateway
      .log()
      .split('\n')
      .find((text) => text.includes('"path":"/resource/socket"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ status: 101, msg: 'answered' });
  });

  it('are refused without a token, before the upstream hears of them', async () => {
    const response = await refusal(open({}));
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch(/^Bearer realm="latchkey", scope=/);
    expect(response.headers.connection).toBe('close');
    expect(far.clients.size).toBe(0);
  });

  it.each([`Bearer x.y.z`, 'Basic eDp5'])('are refused with %s', async (authorization) => {
    expect((await refusal(open({ authorization }))).statusCode).toBe(401);
  });

  it('are refused with a token in the address, or in the subprotocol', async () => {
    const token = gateway.sign();
    expect((await refusal(open({}, `/resource/socket?access_token=${token}`))).statusCode).toBe(400);
    expect((await refusal(new WebSocket(address(), ['chat', token]))).statusCode).toBe(401);
  });

  it('pass the answer of an upstream on that does not want them', async () => {
    gateway.resource.server.removeAllListeners('upgrade');
    gateway.resource.answer = (_, response) => response.writeHead(426).end('no sockets here');
    expect((await refusal(open({ authorization: gateway.sign() }))).statusCode).toBe(426);
  });

  it('are not there when the upstream is not', async () => {
    await gateway.resource.close();
    expect((await refusal(open({ authorization: gateway.sign() }))).statusCode).toBe(502);
  });

  it('end with the token', async () => {
    const ws = open({ authorization: gateway.sign() });
    await once(ws, 'open');
    gateway.time.now += 301_000;
    await once(ws, 'close');
    await until(() => far.clients.size === 0);
  });

  it('end when the upstream ends them, and when the gateway closes', async () => {
    const ws = open({ authorization: gateway.sign() });
    await once(ws, 'open');
    for (const client of far.clients) client.terminate();
    await once(ws, 'close');
    const other = open({ authorization: gateway.sign() });
    await once(other, 'open');
    const closed = gateway.server.close();
    await once(other, 'close');
    await closed;
  });

  it('are no matter for pages and endpoints: these answer as if nobody had asked', async () => {
    const upgrade = 'Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    const page = await gateway.raw(`GET /sign-in HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`);
    expect(page).toMatch(/^HTTP\/1.1 200 .*ok$/s);
    expect(gateway.frontend.received[0]?.headers).not.toHaveProperty('upgrade');
    expect(await gateway.raw(`GET /jwks/ HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it('leave a request alone that asks for another protocol, its body included', async () => {
    const socket = connect(Number(new URL(gateway.origin).port), '127.0.0.1');
    let answers = '';
    socket.setEncoding('latin1').on('data', (text) => (answers += text));
    socket.write(
      `POST /resource/x HTTP/1.1\r\nHost: x\r\nAuthorization: ${gateway.sign()}\r\nContent-Length: 5\r\n` +
        'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\nhello',
    );
    await until(() => answers.endsWith('ok'));
    socket.write('GET /jwks/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(socket, 'close');
    expect(answers.match(/HTTP\/1.1 200 /g)).toHaveLength(2);
    expect(gateway.resource.received).toMatchObject([{ method: 'POST', body: 'hello' }]);
    expect(gateway.resource.received[0]?.headers).not.toHaveProperty('http2-settings');
  });
});
