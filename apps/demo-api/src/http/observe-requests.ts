import { createRequestContext, runInRequestContext } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';

/** Continues the request id and trace of the gateway, and measures every request. */
export function observeRequests(server: FastifyInstance, metrics: Registry): void {
  const seconds = new Histogram({
    name: 'latchkey_http_server_seconds',
    help: 'Time that requests took in the server, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });

  server.addHook('onRequest', ({ headers }, _reply, done) => {
    const single = (name: string) => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const context = createRequestContext({
      requestId: single('x-request-id'),
      traceparent: single('traceparent'),
      tracestate: single('tracestate'),
    });
    runInRequestContext(context, done);
  });

  server.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route, never the path that was sent: labels stay few.
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}
