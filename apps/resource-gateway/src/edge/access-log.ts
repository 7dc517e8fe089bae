import { createHttpMeasurement, type Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';
import { clientAddress } from './client-address';
import { pathOf } from './request-target';

const longestLoggedPath = 200;

/** Logs and measures every answer. */
export function keepAccessLog(server: FastifyInstance, deps: { logger: Logger; metrics: Registry }): void {
  const measure = createHttpMeasurement(deps.metrics);
  server.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    // Resources share one route of this server: each prefix is measured as one.
    const route = request.asked?.route.prefix ?? request.routeOptions.url;
    measure({ method: request.method, route, status, milliseconds });
    deps.logger.info(
      { ...describeRequest(request), status, milliseconds: Math.round(milliseconds) },
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
