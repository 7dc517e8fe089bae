import { formatScope } from '@latchkey/oauth';
import type { TokenValidator } from '@latchkey/token-validator';
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { allowAnyOrigin } from '../edge/cross-origin';
import { pathOf } from '../edge/request-target';
import {
  answerHeaders,
  createForwardedHeaders,
  upstreamRequestHeaders,
  type Dropped,
} from '../proxy/headers';
import { streamBodies } from '../proxy/streamed-body';
import { connectUpstream, type Upstream } from '../proxy/upstream';
import { guardResource } from './guard';
import type { ProtectedResource } from './protected-resources';

/** What forwarding to a resource needs. */
export interface ResourceProxyOptions {
  resource: ProtectedResource;
  validator: TokenValidator;
  publicUrl: string;
  timeoutMilliseconds: number;
}

const bodyLimitBytes = 1024 * 1024;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

// Cookies belong to the pages of this origin: a resource neither sees nor sets them. Cross-origin rules are ours.
const droppedFromRequest: Dropped = (name) => name === 'cookie' || name === 'authorization';
const droppedFromAnswer: Dropped = (name) => name === 'set-cookie' || name.startsWith('access-control-');

/** Serves a protected resource: guards it, and forwards what passes to its upstream. */
export function resourceProxy(server: FastifyInstance, options: ResourceProxyOptions): void {
  const { resource, validator, publicUrl, timeoutMilliseconds } = options;
  const upstream: Upstream = {
    name: 'the resource',
    origin: resource.upstream,
    awayStatus: 502,
    timeoutMilliseconds,
  };
  const forwardedHeaders = createForwardedHeaders(publicUrl);
  // Both spellings of the root are one route; what is below it is another.
  const root = resource.prefix.slice(0, -1);

  server.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.header('x-content-type-options', 'nosniff');
      done();
    });
    allowAnyOrigin(scope, methods);
    guardResource(scope, validator);
    streamBodies(scope, bodyLimitBytes);
    const forward = await connectUpstream(scope, upstream);
    const handler: RouteHandlerMethod = (request, reply) => {
      const path = pathOf(request);
      return forward(request, reply, {
        path: path === root ? resource.prefix : path,
        requestHeaders: (headers) =>
          upstreamRequestHeaders(
            request,
            headers,
            droppedFromRequest,
            forwardedHeaders(request),
            identityHeaders(request),
          ),
        answerHeaders: (headers) => answerHeaders(headers, droppedFromAnswer),
      });
    };
    scope.all(root, handler);
    scope.all(`${root}/*`, handler);
  });
}

/** What the upstream may know of the caller without reading the token, and the token for one that reads it. */
function identityHeaders({ access }: FastifyRequest) {
  const { accessToken, token } = access;
  return {
    authorization: `Bearer ${accessToken}`,
    'x-latchkey-subject': token.subject,
    'x-latchkey-client-id': token.clientId,
    'x-latchkey-scope': formatScope(token.scopes),
  };
}
