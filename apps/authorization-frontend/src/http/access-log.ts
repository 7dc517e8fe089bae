import { createHttpMeasurement, type Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';

const longestLoggedPath = 200;

/** Logs and measures every answer. */
export function keepAccessLog(server: FastifyInstance, deps: { logger: Logger; metrics: Registry }): void {
  const { logger } = deps;
  const measure = createHttpMeasurement(deps.metrics);
  server.addHook('onResponse', (request, reply, done) => {
    const { method, requestContext, ip: remoteAddress } = request;
    const { requestId, traceId } = requestContext;
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    measure({ method, route: request.routeOptions.url, status, milliseconds });
    const path = loggedPath(request);
    logger.answered({ requestId, traceId, method, path, remoteAddress, status, milliseconds });
    done();
  });
}

/** What may be logged of a request: never its query, which carries codes and handles. */
export function describeRequest(request: FastifyRequest) {
  const { requestId, traceId } = request.requestContext;
  return { requestId, traceId, method: request.method, path: loggedPath(request), remoteAddress: request.ip };
}

function loggedPath({ raw: { url = '' } }: FastifyRequest): string {
  const query = url.indexOf('?');
  return url.slice(0, query === -1 ? longestLoggedPath : Math.min(query, longestLoggedPath));
}
