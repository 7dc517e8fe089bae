import type { Logger } from '@latchkey/service-kit';
import fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { answerNotFound, createErrorHandler } from './http/error-handler';
import { observeRequests } from './http/observe-requests';
import { resourceRoutes, type ResourceDeps } from './resource/resource-routes';

/** What the API is built from. */
export interface ServerDeps extends ResourceDeps {
  logger: Logger;
  metrics: Registry;
}

/** Builds the API; it does not listen yet. */
export function buildServer({ logger, metrics, ...resource }: ServerDeps): FastifyInstance {
  const answerError = createErrorHandler(logger);
  const server = fastify({ requestTimeout: 10_000, bodyLimit: 1024, frameworkErrors: answerError });
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(answerNotFound);
  observeRequests(server, metrics);
  resourceRoutes(server, resource);
  return server;
}
