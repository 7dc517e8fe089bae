import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '@latchkey/service-kit';
import type { TokenBearingRequest } from '@latchkey/token-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { pathOf } from '../edge/request-target';
import { servedByResource } from '../edge/served-by';
import { HttpError } from '../errors/http-error';
import { forward, type AnswerRules } from '../proxy/forward';
import {
  answerHeadersWithout,
  createForwardedHeaders,
  requestHeadersWithout,
  type ProxiedHeaders,
} from '../proxy/headers';
import { streamBodies } from '../proxy/streamed-body';
import { neededScopes, type Access, type AccessGuard } from './access-guard';
import { allowOrigin, answerOptions, resourceMethods } from './cross-origin';
import { addIdentity } from './identity-headers';
import { metadataUrl } from './resource-metadata';
import type { ResourceRegistry } from './resource-registry';
import { resourceUpstreams } from './resource-upstreams';
import type { RouteMatch } from './routing-table';
import type { TokenValidators } from './token-validators';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a request for a protected resource asks for. */
    asked: RouteMatch | undefined;
    /** Who asks, once the guard has let the request pass; undefined where nobody needs to be known. */
    access: Access | undefined;
  }
}

/** What serving resources needs. */
export interface ResourceProxyOptions {
  registry: ResourceRegistry;
  guard: AccessGuard;
  validators: Pick<TokenValidators, 'isStillValid'>;
  publicUrl: string;
  /** Longest wait for an answer where a resource names none. */
  timeoutMilliseconds: number;
  logger: Logger;
  clock: () => Date;
}

const tokenCheckMilliseconds = 1_000;

// Cookies belong to the pages of this origin: a resource neither sees nor sets them. Cross-origin rules are ours.
// A proof of possession is for this process, which has checked it.
const keptHeaders = requestHeadersWithout(
  (name) => name === 'cookie' || name === 'authorization' || name === 'dpop',
);
const keptOfAnswer = answerHeadersWithout(
  (name) => name === 'set-cookie' || name.startsWith('access-control-'),
);

/**
 * Serves the protected resources, wherever the registry says that they are: guards them, and forwards what
 * passes to their upstreams.
 */
export function resourceProxy(server: FastifyInstance, options: ResourceProxyOptions): void {
  const { registry, guard, validators, publicUrl } = options;
  const forwardedHeaders = createForwardedHeaders(publicUrl);
  const upstreamFor = resourceUpstreams(server, options);
  const methods = server.supportedMethods as HTTPMethods[];

  server.register(async (scope) => {
    scope.decorateRequest('asked');
    scope.decorateRequest('access');
    scope.addHook('onRequest', (request, reply, done) => {
      const match = askedOf(registry, request);
      const { resource } = match.route;
      request.asked = match;
      reply.header('x-content-type-options', 'nosniff');
      allowOrigin(resource, request, reply);
      if (request.method === 'OPTIONS') return answerOptions(reply);
      if (!resourceMethods.includes(request.method)) return done(methodNotAllowed());
      return guarded(request, reply, match, done);
    });
    streamBodies(scope, ({ asked }) => asked?.route.resource.maximumBodyBytes ?? 0);
    scope.route({ method: methods, url: '/*', constraints: servedByResource, handler: proxied });
  });

  function guarded(
    request: FastifyRequest,
    reply: FastifyReply,
    { route: { resource }, rule }: RouteMatch,
    done: (error?: Error) => void,
  ): void {
    const bearing: TokenBearingRequest = request.raw;
    request.challenge = () => ({
      scope: neededScopes(resource, rule),
      resourceMetadata: metadataUrl(publicUrl, resource),
    });
    const pass = (access: Access | undefined) => {
      request.access = access;
      if (access?.limitHeaders) reply.headers(access.limitHeaders);
      done();
    };
    let admission: ReturnType<AccessGuard['admit']>;
    try {
      const address = () => publicUrl + (request.raw.url ?? '');
      admission = guard.admit({ resource, rule, method: request.method, bearing, address });
    } catch (error) {
      return done(error as Error);
    }
    if (admission instanceof Promise) admission.then(pass, done);
    else pass(admission);
  }

  const answers: AnswerRules = {
    headers: resourceAnswerHeaders,
    /** Whoever may not begin may not go on: a token that ends or is revoked takes its streams along. */
    watchOver({ asked, access }, end) {
      if (!asked || !access) return undefined;
      const { resource } = asked.route;
      const check = () =>
        void validators.isStillValid(resource, access.accessToken).then((isValid) => isValid || end());
      const timer = setInterval(check, tokenCheckMilliseconds).unref();
      return () => clearInterval(timer);
    },
  };

  function proxied(request: FastifyRequest, reply: FastifyReply): void {
    const { asked, access } = request;
    if (!asked) throw new Error('a request for a resource has not passed the guard');
    const { prefix, resource } = asked.route;
    const requestHeaders = keptHeaders(request);
    forwardedHeaders(request, requestHeaders);
    if (access) addIdentity(access, requestHeaders);
    forward({
      upstream: upstreamFor(resource),
      request,
      reply,
      target: targetOf(request, prefix),
      requestHeaders,
      timeoutMilliseconds: resource.timeoutMilliseconds,
      answers,
    });
  }
}

/** @throws HttpError when there is no resource to ask, or the path could be read as another's */
function askedOf({ table }: ResourceRegistry, request: FastifyRequest): RouteMatch {
  if (!table) throw new HttpError(503, 'the resources are not known yet: try again later');
  const match = table.match(request.method, pathOf(request));
  if (!match) throw new HttpError(404, 'there is nothing at this address');
  if (match.ambiguous) {
    throw new HttpError(
      400,
      'the address can be read in two ways: send it without escapes of plain characters',
    );
  }
  return match;
}

/** Path and query as they were sent; the root of a resource always with its slash. */
function targetOf(request: FastifyRequest, prefix: string): string {
  const target = request.raw.url ?? '';
  const path = pathOf(request);
  return path.length < prefix.length ? prefix + target.slice(path.length) : target;
}

function resourceAnswerHeaders(headers: ProxiedHeaders, reply: FastifyReply): IncomingHttpHeaders {
  const kept = keptOfAnswer(headers);
  // What varies with the origin here may vary with something else there.
  if (kept.vary && reply.hasHeader('vary')) reply.header('vary', `${kept.vary}, Origin`);
  return kept;
}

function methodNotAllowed(): HttpError {
  const allow = [...resourceMethods, 'OPTIONS'].join(', ');
  return new HttpError(405, `resources are asked with ${allow}`, { headers: { allow } });
}
