import { request, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { freePort } from '@latchkey/development';
import { startTestGateway, testResource, until, type TestGateway } from '../testing/test-gateway';
import { startTestUpstream } from '../testing/test-upstream';

describe('an upstream in trouble', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ upstreamTimeoutMilliseconds: 400 });
  });
  afterEach(() => gateway.close());

  const get = (path = '/resource/', init: RequestInit = {}) =>
    fetch(gateway.origin + path, { ...init, headers: { authorization: gateway.sign() } });
  const answerOf = async (response: Response) => {
    const { error, error_description: description } = (await response.json()) as Record<string, string>;
    return [response.status, response.headers.get('retry-after'), error, description];
  };
  const unavailable = 'temporarily_unavailable';

  it('that cannot be reached is left alone after five attempts, tried again after a pause, and used again', async () => {
    const port = await freePort();
    const before = gateway.access.registry.table;
    gateway.directory.register([testResource(`http://127.0.0.1:${port}`)]);
    await until(() => gateway.access.registry.table !== before);
    for (let count = 0; count < 5; count += 1) {
      expect(await answerOf(await get())).toEqual([
        502,
        '5',
        unavailable,
        'the resource could not be reached: try again later',
      ]);
    }
    expect(await answerOf(await get())).toEqual([
      503,
      '5',
      unavailable,
      'the resource has failed repeatedly and is left alone for a moment: try again later',
    ]);
    gateway.time.now += 2_000;
    expect((await get()).headers.get('retry-after')).toBe('3');

    const back = await startTestUpstream(undefined, port);
    gateway.time.now += 3_000;
    expect((await get()).status).toBe(200);
    expect((await get()).status).toBe(200);
    expect(gateway.log().match(/an upstream fails every request/g)).toHaveLength(1);
    expect(gateway.log().match(/an upstream answers again/g)).toHaveLength(1);
    await back.close();
  });

  it('that does not answer in time is left alone, too', async () => {
    gateway.resource.answer = () => undefined;
    const slow = await Promise.all(Array.from({ length: 5 }, () => get()));
    expect(await answerOf(slow[0] ?? Response.error())).toEqual([
      504,
      '5',
      unavailable,
      'the resource took too long to answer: try again later',
    ]);
    expect((await get()).status).toBe(503);
    expect(gateway.resource.received).toHaveLength(5);
  });

  it('that refuses, hangs up or talks nonsense is asked on: others may fare better', async () => {
    const answers: [number, RequestListener][] = [
      [500, (_, response) => response.writeHead(500).end()],
      [502, ({ socket }) => socket.destroy()],
      [502, ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
      [502, ({ socket }) => socket.end('HTTP/1.1 099 Odd\r\n\r\n')],
      [502, ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx')],
      [
        502,
        ({ socket }) =>
          socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      ],
    ];
    for (const [status, answer] of answers) {
      gateway.resource.answer = answer;
      for (let count = 0; count < 3; count += 1) expect((await get()).status).toBe(status);
    }
  });

  it('says whether it was hung up on or given nonsense', async () => {
    gateway.resource.answer = ({ socket }) => socket.destroy();
    expect((await answerOf(await get()))[3]).toBe('the resource hung up without an answer: try again later');
    gateway.resource.answer = ({ socket }) => socket.end('nonsense\r\n\r\n');
    expect((await answerOf(await get()))[3]).toBe(
      'the resource gave an answer that is no HTTP: try again later',
    );
  });

  it('waits as long as the resource is registered with', async () => {
    const before = gateway.access.registry.table;
    gateway.directory.register([{ ...testResource(gateway.resource.origin), timeoutSeconds: 2 }]);
    await until(() => gateway.access.registry.table !== before);
    gateway.resource.answer = (_, response) => void setTimeout(() => response.end('late'), 700);
    expect(await (await get()).text()).toBe('late');
  });

  it('is sent no more than it can take at once; the others wait, and are refused when they wait too long', async () => {
    const open: (() => void)[] = [];
    gateway.resource.answer = (_, response) => void open.push(() => response.end('ok'));
    const before = gateway.access.registry.table;
    gateway.directory.register([{ ...testResource(gateway.resource.origin), timeoutSeconds: 20 }]);
    await until(() => gateway.access.registry.table !== before);
    const first = Array.from({ length: 256 }, () => get());
    await until(() => open.length === 256);
    const waiting = get();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(open).toHaveLength(256);
    expect(await answerOf(await waiting)).toEqual([
      503,
      '1',
      unavailable,
      'the resource is busy with as many requests as it can take: try again later',
    ]);
    const next = get();
    await new Promise((resolve) => setTimeout(resolve, 50));
    open.shift()?.();
    await until(() => open.length === 256);
    for (const finish of open) finish();
    const statuses = await Promise.all([...first, next].map(async (each) => (await each).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 15_000);

  it('that closes a kept connection is asked again on another, unless that could repeat something', async () => {
    gateway.resource.server.keepAliveTimeout = 0;
    let connections = 0;
    gateway.resource.server.on('connection', (socket) => {
      connections += 1;
      let requests = 0;
      // The second request on a connection meets its end.
      socket.on('data', () => {
        requests += 1;
        if (requests > 1) socket.resetAndDestroy();
      });
    });
    expect((await get()).status).toBe(200);
    expect((await get()).status).toBe(200);
    expect(connections).toBe(2);
    expect((await get('/resource/', { method: 'POST' })).status).toBe(502);
    expect(connections).toBe(2);
  });

  it('hears when the client has left', async () => {
    let gone = false;
    gateway.resource.answer = (incoming) => void incoming.socket.once('close', () => (gone = true));
    const leaving = request(`${gateway.origin}/resource/`, { headers: { authorization: gateway.sign() } });
    leaving.on('error', () => undefined).end();
    await until(() => gateway.resource.received.length === 1);
    leaving.destroy();
    await until(() => gone);
    expect(gateway.log()).not.toContain('unexpectedly');
  });

  it('hears when a body breaks off, and is not blamed for it', async () => {
    for (let count = 0; count < 6; count += 1) {
      const leaving = request(`${gateway.origin}/resource/`, {
        method: 'POST',
        headers: { authorization: gateway.sign(), 'content-length': 100 },
      });
      leaving.on('error', () => undefined).write('half');
      await new Promise((resolve) => setTimeout(resolve, 30));
      leaving.destroy();
      await new Promise((resolve) => leaving.once('close', resolve));
    }
    expect((await get()).status).toBe(200);
    expect(gateway.log()).not.toContain('unexpectedly');
  });

  it('that breaks off in the middle of an answer leaves the client with no whole one', async () => {
    gateway.resource.answer = ({ socket }, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setTimeout(() => socket.destroy(), 50);
    };
    await expect(get().then((response) => response.text())).rejects.toThrow();
  });

  it('may say something before its answer, which is not passed on', async () => {
    gateway.resource.answer = (_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeProcessing();
      response.end('ok');
    };
    const response = await get();
    expect([response.status, response.headers.get('link'), await response.text()]).toEqual([200, null, 'ok']);
  });

  it('has one type and length for its answer, however often it names them', async () => {
    gateway.resource.answer = ({ socket }) =>
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\nX-A: 1\r\nX-A: 2\r\n' +
          'Content-Length: 2\r\n\r\nok',
      );
    const { headers } = await get();
    expect([headers.get('content-type'), headers.get('x-a')]).toEqual(['text/plain', '1, 2']);
  });

  it('is read no faster than the client reads', async () => {
    let written = 0;
    gateway.resource.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const more = () => {
        while (written < 64 * 1024 * 1024) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    const slow = request(`${gateway.origin}/resource/`, { headers: { authorization: gateway.sign() } }).end();
    const [response] = await once(slow, 'response');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(written).toBeLessThan(32 * 1024 * 1024);
    let length = 0;
    for await (const chunk of response) length += chunk.length;
    expect(length).toBe(64 * 1024 * 1024);
  });

  it('may answer before it has read the body', async () => {
    gateway.resource.server.removeAllListeners('request');
    gateway.resource.server.on('request', (_incoming, response) => response.writeHead(422).end('no'));
    const sending = request(`${gateway.origin}/resource/`, {
      method: 'POST',
      headers: { authorization: gateway.sign(), 'content-length': 900_000 },
    });
    sending.on('error', () => undefined).write('x'.repeat(100_000));
    const [response] = await once(sending, 'response');
    expect(response.statusCode).toBe(422);
    expect(response.headers.connection).toBe('close');
    sending.destroy();
  });
});
