import type { AuthorizationService, TokenService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import { requestContextFromHeaders, type Logger, type TlsMaterial } from '@latchkey/service-kit';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { keepAccessLog } from './edge/access-log';
import { trustProxies } from './edge/client-address';
import { releaseConnectionsOnClose } from './edge/graceful-close';
import { carryRequestContext } from './edge/request-context';
import { originForm, refuseAmbiguousTargets } from './edge/request-target';
import { isReserved } from './edge/reserved-paths';
import { requireTls } from './edge/response-headers';
import { distinguishResources } from './edge/served-by';
import { createConnectionErrorHandler } from './errors/connection-errors';
import { createErrorHandler } from './errors/error-handler';
import { HttpError } from './errors/http-error';
import { deviceAuthorizationEndpoint } from './oauth/device-authorization-endpoint';
import { createIntrospection } from './oauth/introspection';
import { introspectionEndpoint } from './oauth/introspection-endpoint';
import { jwksEndpoint } from './oauth/jwks-endpoint';
import { pushedAuthorizationEndpoint } from './oauth/pushed-authorization-endpoint';
import { revocationEndpoint } from './oauth/revocation-endpoint';
import { serverMetadataEndpoint } from './oauth/server-metadata';
import { tokenEndpoint } from './oauth/token-endpoint';
import { createTokenExchange } from './oauth/token-exchange';
import { pagesProxy } from './pages/pages-proxy';
import { acceptUpgrades, upgradeOptions } from './proxy/upgrade';
import type { ResourceAccess } from './resource/resource-access';
import { resourceMetadataEndpoint } from './resource/resource-metadata';
import { resourceProxy } from './resource/resource-proxy';

/** What the gateway is built from. */
export interface ServerDeps {
  /** Origin that clients see, which is also the issuer identifier. */
  publicUrl: string;
  frontendUrl: string;
  /** Proxies in front whose X-Forwarded-For is believed. */
  trustedProxies: number;
  /** Header in which they tell the region of a client, in lower case; not believed when there are none. */
  regionHeader?: string | undefined;
  /** What is shown to the front end. */
  tls: TlsMaterial;
  tokenService: Pick<
    RpcClient<typeof TokenService>,
    'exchangeTokens' | 'introspectClientTokens' | 'revokeToken'
  >;
  authorizationService: Pick<
    RpcClient<typeof AuthorizationService>,
    'requestDeviceAuthorization' | 'pushAuthorizationRequest'
  >;
  /** Decides about requests for protected resources. */
  access: ResourceAccess;
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
  const {
    publicUrl,
    logger,
    clock,
    access,
    upstreamTimeoutMilliseconds: timeoutMilliseconds = 30_000,
  } = deps;
  const { registry } = access;
  // Before the registry has come, whatever is not known to be a page may be a resource.
  const isResource = (path: string) => registry.table?.serves(path) ?? !isReserved(path);
  const handleError = createErrorHandler(logger);
  const server = fastify({
    ...limits,
    http: { ...limits.http, ...upgradeOptions(isResource) },
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
  const regionHeader = deps.trustedProxies > 0 ? deps.regionHeader : undefined;
  deviceAuthorizationEndpoint(server, { ...deps, regionHeader });
  pushedAuthorizationEndpoint(server, deps.authorizationService);
  introspectionEndpoint(server, createIntrospection(deps.tokenService));
  revocationEndpoint(server, deps.tokenService);
  serverMetadataEndpoint(server, { publicUrl, registry: deps.access.registry });
  jwksEndpoint(server, { jwks: access.feed.jwks, clock });
  resourceMetadataEndpoint(server, { publicUrl, registry });
  for (const path of ['/.well-known', '/.well-known/*']) {
    server.all(path, (_request, reply) => reply.callNotFound());
  }
  distinguishResources(server, isResource);
  resourceProxy(server, { ...deps, ...access, timeoutMilliseconds });
  pagesProxy(server, { ...deps, regionHeader, timeoutMilliseconds });
  acceptUpgrades(server, isResource);
  return server;
}
