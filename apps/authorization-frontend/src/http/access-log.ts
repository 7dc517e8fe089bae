import { createHttpMeasurement, type Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Registry } from 'prom-client';

/** Logs and measures every answer. */
export function keepAccessLog(server: FastifyInstance, deps: { logger: Logger; metrics: Registry }): void {
  const measure = createHttpMeasurement(deps.metrics);
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    measure({ method: request.method, route: request.routeOptions.url, status, milliseconds });
    deps.logger.info(
      { ...describeRequest(request), status, milliseconds: Math.round(milliseconds) },
      'answered',
    );
  });
}

/** What may be logged of a request: never its query, which carries codes and handles. */
export function describeRequest(request: FastifyRequest) {
  const { requestId, traceId } = request.requestContext;
  const path = (request.raw.url ?? '').split('?', 1)[0]?.slice(0, 200);
  return { requestId, traceId, method: request.method, path, remoteAddress: request.ip };
}
