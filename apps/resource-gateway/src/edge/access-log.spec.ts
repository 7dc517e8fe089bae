import { createLogger, createMetrics } from '@latchkey/service-kit';
import fastify from 'fastify';
import { keepAccessLog } from './access-log';
import { trustProxies } from './client-address';
import { carryRequestContext } from './request-context';

function build() {
  const lines: string[] = [];
  const metrics = createMetrics('resource-gateway');
  const logger = createLogger({
    service: 'resource-gateway',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const server = fastify({ trustProxy: trustProxies(0) });
  carryRequestContext(server);
  keepAccessLog(server, { logger, metrics });
  server.get('/pages/*', () => 'page');
  return { server, metrics, lines: () => lines.map((line) => JSON.parse(line)) };
}

describe('the access log', () => {
  it('has a line for every answer, of these fields alone', async () => {
    const { server, lines } = build();
    const requestId = 'my-request-0001';
    await server.inject({ url: '/pages/1?code=hunter2', headers: { 'x-request-id': requestId } });
    await server.inject({ method: 'POST', url: '/nothing', payload: 'hunter2' });
    const common = {
      level: 'info',
      time: expect.stringMatching(/Z$/),
      service: 'resource-gateway',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      remoteAddress: '127.0.0.1',
      milliseconds: expect.any(Number),
      msg: 'answered',
    };
    expect(lines()).toEqual([
      { ...common, requestId, method: 'GET', path: '/pages/1', status: 200 },
      { ...common, requestId: expect.any(String), method: 'POST', path: '/nothing', status: 404 },
    ]);
  });

  it('shows no more of a path than its first 200 characters', async () => {
    const { server, lines } = build();
    await server.inject(`/pages/${'x'.repeat(300)}`);
    expect(lines()[0].path).toBe('/pages/'.padEnd(200, 'x'));
  });

  it('measures by the pattern of the route', async () => {
    const { server, metrics } = build();
    await server.inject('/pages/1');
    await server.inject('/pages/2');
    expect(await metrics.metrics()).toMatch(/_count\{.*method="GET",route="\/pages\/\*",status="200"\} 2\n/);
  });
});
