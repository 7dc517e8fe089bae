import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowAnyOrigin } from '../edge/cross-origin';
import { dataHeaders } from '../edge/response-headers';
import { HttpError } from '../errors/http-error';

/** An endpoint for machines: one path, one thing to do there. */
export interface Endpoint {
  /** Path without its trailing slash; both spellings are served. */
  path: string;
  /** The method it takes; GET includes HEAD. */
  method: 'GET' | 'POST';
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<object | string>;
}

/**
 * Serves an endpoint to clients of any origin. Other methods get 405 with what is allowed, paths below it
 * 404, both before a body is read.
 */
export function serveEndpoint(scope: FastifyInstance, { path, method, handler }: Endpoint): void {
  const allowed = method === 'GET' ? ['GET', 'HEAD'] : ['POST'];
  const others = scope.supportedMethods.filter((other) => !allowed.includes(other));

  scope.register(async (endpoint) => {
    endpoint.addHook('onRequest', (_request, reply, done) => {
      reply.headers(dataHeaders);
      done();
    });
    allowAnyOrigin(endpoint, allowed);
    endpoint.route({ method, url: path, handler });
    endpoint.route({
      method: others,
      url: path,
      onRequest: async () => {
        const allow = [...allowed, 'OPTIONS'].join(', ');
        throw new HttpError(405, `this endpoint takes ${method} only`, { headers: { allow } });
      },
      handler: nothing,
    });
    endpoint.all(`${path}/*`, { onRequest: nothing }, nothing);
  });
}

async function nothing(): Promise<never> {
  throw new HttpError(404, 'there is nothing at this address');
}
