import type { Logger } from '@latchkey/service-kit';
import { readAccessToken, type TokenValidator } from '@latchkey/token-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { ProtectedSpace } from '../http/protected-space';
import { principalOf, type Principal } from '../principal/principal';
import { createContext } from '../schema/context';
import { createSchema, schemaText } from '../schema/create-schema';
import type { Services } from '../services/services';
import { createEngine } from './engine';
import { executionAnswer, refusalAnswer, type GraphqlAnswer } from './graphql-answer';
import { readBody, readQueryComponent, type GraphqlRequest } from './graphql-request';
import { graphqlMediaType, isJsonBody, prefersHtml } from './media-type';
import { createPersistedQueries } from './persisted-queries';
import { requestError } from './request-error';
import { toRequestError } from './to-request-error';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined when no token was sent. */
    principal?: Principal | undefined;
  }
}

/** What the GraphQL routes need. */
export interface GraphqlDeps {
  validator: TokenValidator;
  services: Services;
  clock: () => Date;
  logger: Logger;
  space: ProtectedSpace;
  /** Answers a person with a browser. */
  explorerPage: RouteHandlerMethod;
}

const bodyLimit = 100_000;
const persistedDocuments = 1000;

/**
 * The GraphQL endpoint by the GraphQL over HTTP specification: POST, and GET for queries. A browser that opens
 * it gets the explorer instead. `/graphql/schema.graphql` is the schema with the scopes that its fields need.
 */
export async function graphqlRoutes(server: FastifyInstance, deps: GraphqlDeps): Promise<void> {
  const { validator, services, clock, logger, space, explorerPage } = deps;
  const engine = await createEngine(server, createSchema(), space);
  const persisted = createPersistedQueries({ maximumEntries: persistedDocuments });
  // JSON alone is taken, which no form on a foreign page can send.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error, request, reply) => {
    const refusal = toRequestError(error, logger, space);
    return send(request, reply, refusalAnswer(refusal, graphqlMediaType(request.headers.accept)));
  });

  /** Everything that a request can be refused for before its body is read. */
  const admit = async (request: FastifyRequest) => {
    const { accept, authorization, 'content-type': contentType } = request.headers;
    if (isForBrowser(request)) return;
    if (graphqlMediaType(accept) === undefined) {
      throw requestError(
        406,
        'NOT_ACCEPTABLE',
        'accept application/graphql-response+json or application/json',
      );
    }
    if (request.method === 'POST' && !isJsonBody(contentType)) {
      throw requestError(415, 'UNSUPPORTED_MEDIA_TYPE', 'send Content-Type: application/json, in UTF-8');
    }
    // Without a token the schema can be read; a token that is sent must be a good one all the same.
    if (authorization === undefined) return;
    request.principal = principalOf(await validator.validate(readAccessToken(authorization)));
  };

  const execute = async (request: FastifyRequest, reply: FastifyReply, sent: GraphqlRequest) => {
    const { principal } = request;
    const { query, persistedQuery, operationName, variables } = sent;
    const document = persistedQuery === undefined ? query : persisted.find(query, persistedQuery);
    if (document === undefined) throw requestError(400, 'BAD_REQUEST', 'query is missing');
    if (principal) await services.households?.ensure(principal);
    const result = await engine({
      query: document,
      operationName,
      variables,
      safe: request.method !== 'POST',
      context: createContext(services, principal, clock()),
    });
    // Strangers leave nothing behind.
    if (principal && persistedQuery !== undefined) persisted.remember(document);
    return send(request, reply, executionAnswer(result, logger));
  };

  for (const url of ['/graphql', '/graphql/']) {
    server.get(url, { onRequest: admit }, async function (request, reply) {
      if (isForBrowser(request)) return explorerPage.call(this, request, reply);
      return execute(request, reply, readQueryComponent(request.query));
    });
    server.post(url, { onRequest: admit, bodyLimit }, async (request, reply) =>
      execute(request, reply, readBody(request.body)),
    );
    server.route({
      method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      onRequest: refuseMethod,
      handler: refuseMethod,
    });
  }

  server.get('/graphql/schema.graphql', async (_request, reply) => {
    reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=300' });
    return schemaText;
  });
}

function isForBrowser({ method, headers }: FastifyRequest): boolean {
  return method !== 'POST' && prefersHtml(headers.accept);
}

async function refuseMethod(): Promise<never> {
  const headers = { allow: 'GET, HEAD, POST' };
  throw requestError(405, 'METHOD_NOT_ALLOWED', 'send requests by POST, or queries by GET', { headers });
}

function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: GraphqlAnswer) {
  // Who takes neither type is told so in the plainer one.
  const mediaType = graphqlMediaType(request.headers.accept) ?? 'application/json';
  return reply
    .code(status)
    .headers({ ...headers, 'cache-control': 'no-store', vary: 'Accept' })
    .header('content-type', `${mediaType}; charset=utf-8`)
    .send(JSON.stringify(body));
}
