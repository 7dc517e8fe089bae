import { createHttpMeasurement, type Logger } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { clientAddress } from './client-address';
import { pathOf } from './request-target';

const longestLoggedPath = 200;

/** Logs and measures every answer. Of a request neither query, headers nor body, where secrets travel. */
export function keepAccessLog(server: FastifyInstance, deps: { logger: Logger; metrics: Registry }): void {
  const { logger } = deps;
  const measure = createHttpMeasurement(deps.metrics);
  server.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const { requestId, traceId } = request.requestContext;
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    // Resources share one route of this server: each prefix is measured as one.
    const route = request.asked?.route.prefix ?? request.routeOptions.url;
    measure({ method, route, status, milliseconds });
    const path = pathOf(request).slice(0, longestLoggedPath);
    const remoteAddress = clientAddress(request);
    logger.answered({ requestId, traceId, method, path, remoteAddress, status, milliseconds });
    done();
  });
}
