import type { AuthorizationService, ResourceService, TokenService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import { requestContextFromHeaders, type Logger, type TlsMaterial } from '@latchkey/service-kit';
import { createLocalValidator, type JwksSource } from '@latchkey/token-validator';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { keepAccessLog } from './edge/access-log';
import { trustProxies } from './edge/client-address';
import { releaseConnectionsOnClose } from './edge/graceful-close';
import { carryRequestContext } from './edge/request-context';
import { originForm, refuseAmbiguousTargets } from './edge/request-target';
import { requireTls } from './edge/response-headers';
import { createConnectionErrorHandler } from './errors/connection-errors';
import { createErrorHandler } from './errors/error-handler';
import { HttpError } from './errors/http-error';
import { deviceAuthorizationEndpoint } from './oauth/device-authorization-endpoint';
import { jwksEndpoint } from './oauth/jwks-endpoint';
import { serverMetadataEndpoint } from './oauth/server-metadata';
import { createSupportedScopes } from './oauth/supported-scopes';
import { tokenEndpoint } from './oauth/token-endpoint';
import { createTokenExchange } from './oauth/token-exchange';
import { pagesProxy } from './pages/pages-proxy';
import { protectedResources } from './resource/protected-resources';
import { resourceProxy } from './resource/resource-proxy';

/** What the gateway is built from. */
export interface ServerDeps {
  /** Origin that clients see, which is also the issuer identifier. */
  publicUrl: string;
  frontendUrl: string;
  demoApiUrl: string;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustedProxies: number;
  /** What is shown to the front end. */
  tls: TlsMaterial;
  tokenService: Pick<RpcClient<typeof TokenService>, 'exchangeTokens'>;
  authorizationService: Pick<RpcClient<typeof AuthorizationService>, 'requestDeviceAuthorization'>;
  resourceService: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
  jwks: JwksSource;
  logger: Logger;
  metrics: Registry;
  clock: () => Date;
  /** Longest wait for an answer of the front end or of a resource; 30,000 by default. */
  upstreamTimeoutMilliseconds?: number;
}

/** Bounds on a connection: what is slower or longer is cut off. */
const limits = {
  http: { maxHeaderSize: 16 * 1024, headersTimeout: 15_000 },
  requestTimeout: 30_000,
  connectionTimeout: 75_000,
  // Longer than balancers usually keep connections, so that they are the ones to close them.
  keepAliveTimeout: 72_000,
};

/** Builds the public listener; it does not listen yet. */
export function buildServer(deps: ServerDeps): FastifyInstance {
  const { publicUrl, logger, clock, jwks, upstreamTimeoutMilliseconds = 30_000 } = deps;
  const handleError = createErrorHandler(logger);
  const server = fastify({
    ...limits,
    logger: false,
    trustProxy: trustProxies(deps.trustedProxies),
    routerOptions: { ignoreTrailingSlash: true },
    rewriteUrl: ({ url = '/' }) => originForm(url),
    clientErrorHandler: createConnectionErrorHandler(logger),
    frameworkErrors: (error, request, reply) => {
      // No hook has run yet.
      request.requestContext = requestContextFromHeaders(request.headers);
      reply.header('x-request-id', request.requestContext.requestId);
      handleError(error, request, reply);
    },
  });
  server.setErrorHandler(handleError);
  server.setNotFoundHandler(() => {
    throw new HttpError(404, 'there is nothing at this address');
  });
  carryRequestContext(server);
  keepAccessLog(server, deps);
  requireTls(server, publicUrl);
  refuseAmbiguousTargets(server);
  releaseConnectionsOnClose(server);

  tokenEndpoint(server, createTokenExchange(deps));
  deviceAuthorizationEndpoint(server, deps.authorizationService);
  serverMetadataEndpoint(server, { publicUrl, supportedScopes: createSupportedScopes(deps) });
  jwksEndpoint(server, { jwks, clock });
  for (const path of ['/.well-known', '/.well-known/*']) {
    server.all(path, (_request, reply) => reply.callNotFound());
  }
  for (const resource of protectedResources(deps)) {
    const validator = createLocalValidator({ jwks, issuer: publicUrl, audience: resource.audience, clock });
    const timeoutMilliseconds = upstreamTimeoutMilliseconds;
    resourceProxy(server, { resource, validator, publicUrl, timeoutMilliseconds });
  }
  pagesProxy(server, { ...deps, timeoutMilliseconds: upstreamTimeoutMilliseconds });
  return server;
}
