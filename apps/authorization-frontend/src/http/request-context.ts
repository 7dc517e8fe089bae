import { createRequestContext, runInRequestContext, type RequestContext } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this request, as the gateway sent them. */
    requestContext: RequestContext;
  }
}

/** Gives every request its context, for the log, for error pages and for the calls that it leads to. */
export function carryRequestContext(server: FastifyInstance): void {
  server.decorateRequest('requestContext');
  server.addHook('onRequest', async (request, reply) => {
    request.requestContext = contextOf(request);
    reply.header('x-request-id', request.requestContext.requestId);
  });
  // Only here: reading the body leaves the context that earlier hooks have entered.
  server.addHook('preHandler', (request, _reply, done) => runInRequestContext(request.requestContext, done));
}

/** Reads or makes the context of a request that has not passed the hooks. */
export function contextOf({ headers }: Pick<FastifyRequest, 'headers'>): RequestContext {
  return createRequestContext({
    requestId: single(headers['x-request-id']),
    traceparent: single(headers.traceparent),
    tracestate: single(headers.tracestate),
  });
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
