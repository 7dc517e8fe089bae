import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { clientAddress } from './client-address';
import { pathOf } from './request-target';

const longestLoggedPath = 200;

/** Logs and measures every answer. */
export function keepAccessLog(server: FastifyInstance, deps: { logger: Logger; metrics: Registry }): void {
  const seconds = new Histogram({
    name: 'latchkey_http_server_seconds',
    help: 'Time until answers were sent, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [deps.metrics],
  });
  server.addHook('onResponse', (request, reply, done) => {
    // The pattern of the route, never the path that was sent: labels stay few.
    const route = request.routeOptions.url ?? 'none';
    const status = reply.statusCode;
    seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    deps.logger.info(
      { ...describeRequest(request), status, milliseconds: Math.round(reply.elapsedTime) },
      'answered',
    );
    done();
  });
}

/** What may be logged of a request: never its query, its headers or its body, where secrets travel. */
export function describeRequest(request: FastifyRequest) {
  const { requestId, traceId } = request.requestContext;
  const path = pathOf(request).slice(0, longestLoggedPath);
  return { requestId, traceId, method: request.method, path, remoteAddress: clientAddress(request) };
}
