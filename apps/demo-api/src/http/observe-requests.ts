import { createHttpMeasurement, requestContextFromHeaders, runInRequestContext } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** Continues the request id and trace of the gateway, and measures every request. */
export function observeRequests(server: FastifyInstance, metrics: Registry): void {
  const measure = createHttpMeasurement(metrics);
  server.addHook('onRequest', ({ headers }, _reply, done) => {
    runInRequestContext(requestContextFromHeaders(headers), done);
  });
  server.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    measure({ method, route: routeOptions.url, status: statusCode, milliseconds: elapsedTime });
    done();
  });
}
