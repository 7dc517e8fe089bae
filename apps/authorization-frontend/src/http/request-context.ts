import { requestContextFromHeaders, runInRequestContext, type RequestContext } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this request, as the gateway sent them. */
    requestContext: RequestContext;
  }
}

/** Gives every request its context, for the log, for error pages and for the calls that it leads to. */
export function carryRequestContext(server: FastifyInstance): void {
  server.decorateRequest('requestContext');
  server.addHook('onRequest', (request, reply, done) => {
    request.requestContext = requestContextFromHeaders(request.headers);
    reply.header('x-request-id', request.requestContext.requestId);
    done();
  });
  // Only here: reading the body leaves the context that earlier hooks have entered.
  server.addHook('preHandler', (request, _reply, done) => runInRequestContext(request.requestContext, done));
}
