import { requestContextFromHeaders, runInRequestContext, type RequestContext } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this request. */
    requestContext: RequestContext;
  }
}

/**
 * Gives every request its context: continued from what the client sent, or made anew. Hooks, parsers and
 * handlers run in it, so that log lines and calls to other services carry it, and every answer names it.
 */
export function carryRequestContext(server: FastifyInstance): void {
  server.decorateRequest('requestContext');
  server.addHook('onRequest', (request, reply, done) => {
    request.requestContext = requestContextFromHeaders(request.headers);
    reply.header('x-request-id', request.requestContext.requestId);
    runInRequestContext(request.requestContext, done);
  });
}
