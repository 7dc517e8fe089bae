import type { Logger } from '@latchkey/service-kit';
import type { TokenValidator } from '@latchkey/token-validator';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { ExplorerAssets } from './explorer/explorer-assets';
import { createExplorerPage, explorerRoutes } from './explorer/explorer-routes';
import { graphqlRoutes } from './graphql/graphql-routes';
import { answerNotFound, createErrorHandler } from './http/error-handler';
import { observeRequests } from './http/observe-requests';
import { protectedSpace } from './http/protected-space';
import { resourceRoutes } from './resource/resource-routes';
import type { Services } from './services/services';

/** What the API is built from. */
export interface ServerDeps {
  validator: TokenValidator;
  services: Services;
  /** Public origin, which is also the issuer. */
  publicUrl: string;
  /** Identifier of the API, which access tokens are for. */
  audience: string;
  assets: ExplorerAssets;
  clock: () => Date;
  logger: Logger;
  metrics: Registry;
}

/** Builds the API; it does not listen yet. */
export function buildServer(deps: ServerDeps): FastifyInstance {
  const { logger, metrics, publicUrl, audience, assets } = deps;
  const space = protectedSpace(audience);
  const answerError = createErrorHandler(logger, space);
  const server = fastify({ requestTimeout: 10_000, bodyLimit: 1024, frameworkErrors: answerError });
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(answerNotFound);
  observeRequests(server, metrics);
  resourceRoutes(server, deps);
  const page = createExplorerPage({ publicUrl, audience, assets });
  explorerRoutes(server, { page, assets });
  server.register((scope) => graphqlRoutes(scope, { ...deps, space, explorerPage: page }));
  return server;
}
