import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ServerResponse } from 'node:http';
import { startTestGateway, until, type TestGateway } from '../testing/test-gateway';

describe('server-sent events', () => {
  let gateway: TestGateway;
  let far: ServerResponse | undefined;
  beforeEach(async () => {
    gateway = await startTestGateway({ upstreamTimeoutMilliseconds: 300 });
    far = undefined;
    gateway.resource.answer = (_, response) => {
      far = response;
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
    };
  });
  afterEach(() => gateway.close());

  async function open(claims?: object) {
    const response = await fetch(`${gateway.origin}/resource/events`, {
      headers: { authorization: gateway.sign(claims), accept: 'text/event-stream' },
    });
    const reader = response.body?.getReader();
    const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
    return { response, read, leave: () => reader?.cancel() };
  }

  it('pass as they come, however long there is none', async () => {
    const { response, read } = await open();
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await new Promise((resolve) => setTimeout(resolve, 900));
    far?.write('data: 1\n\n');
    expect(await read()).toBe('data: 1\n\n');
    far?.write('data: 2\n\n');
    expect(await read()).toBe('data: 2\n\n');
    far?.end();
    expect(await read()).toBe('');
  });

  it('end at the upstream when the client leaves', async () => {
    const { leave } = await open();
    await leave();
    await until(() => far?.destroyed === true);
  });

  it('end when the token ends', async () => {
    const { read } = await open();
    gateway.time.now += 301_000;
    await expect(read()).rejects.toThrow();
    await until(() => far?.destroyed === true);
  });

  it('end when the token is revoked', async () => {
    const { read } = await open({ jti: 'revoked-soon' });
    const times = {
      revokeTime: new Date(gateway.time.now),
      expireTime: new Date(gateway.time.now + 300_000),
    };
    gateway.issuer.revoked.push({
      revoked: { case: 'tokenId', value: 'revoked-soon' },
      revokeTime: timestampFromDate(times.revokeTime),
      expireTime: timestampFromDate(times.expireTime),
    });
    await expect(read()).rejects.toThrow();
    await until(() => far?.destroyed === true);
  });

  it('end when the gateway closes', async () => {
    const { read } = await open();
    const closed = gateway.server.close();
    await expect(read()).rejects.toThrow();
    await closed;
  });

  it('do not keep others from the upstream', async () => {
    await Promise.all(Array.from({ length: 300 }, () => open()));
    gateway.resource.answer = (_, response) => response.end('ok');
    const response = await fetch(`${gateway.origin}/resource/`, {
      headers: { authorization: gateway.sign() },
    });
    expect(await response.text()).toBe('ok');
  });

  it('alone may be silent: another answer that stops in the middle is cut off', async () => {
    gateway.resource.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    };
    const response = await fetch(`${gateway.origin}/resource/`, {
      headers: { authorization: gateway.sign() },
    });
    await expect(response.text()).rejects.toThrow();
  });
});
