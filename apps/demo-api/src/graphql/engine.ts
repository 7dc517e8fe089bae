import {
  getOperationAST,
  GraphQLError,
  Location,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { FastifyInstance } from 'fastify';
import mercurius from 'mercurius';
import type { ProtectedSpace } from '../http/protected-space';
import type { UnguardedContext } from '../schema/context';
import { authorizeOperation } from './authorize-operation';
import { checkDocumentLimits } from './document-limits';
import { checkOperationCost } from './operation-cost';
import { documentError, requestError, RequestError } from './request-error';

/** An operation that is to be executed. */
export interface Execution {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** Whether it came by a safe method: then it may only read (RFC 9110 §9.2.1). */
  safe: boolean;
  context: UnguardedContext;
}

/**
 * Executes operations.
 *
 * @throws RequestError when nothing of it may be executed
 */
export type Engine = (execution: Execution) => Promise<ExecutionResult>;

type HookContext = UnguardedContext & Pick<Execution, 'operationName' | 'safe'>;

const longestDocument = 10_000;
const parseOptions = { maxTokens: 1000 };
const validateOptions = { maxErrors: 10 };
// Parsed and validated documents that are kept, and as many that were found invalid.
const keptDocuments = 200;

/**
 * Puts mercurius to work on a schema, without routes of its own. What is checked comes in the order of what it
 * costs: length and tokens, the size of the document, its validity, the variables, the token, and the cost of
 * the operation. Nothing is executed before all of it has passed.
 */
export async function createEngine(
  server: FastifyInstance,
  schema: GraphQLSchema,
  space: ProtectedSpace,
): Promise<Engine> {
  await server.register(mercurius, {
    schema,
    routes: false,
    cache: keptDocuments,
    graphql: { parseOptions, validateOptions },
    errorFormatter: ({ data, errors }) => ({
      statusCode: 200,
      response: { data, errors } as ExecutionResult,
    }),
  });

  server.graphql.addHook('preValidation', (_schema, document) => {
    checkDocumentLimits(onlyDocument(document));
  });

  server.graphql.addHook<HookContext>('preExecution', (_schema, document, context, variables) => {
    const { operationName, safe, principal } = context;
    const operation = getOperationAST(document, operationName);
    if (!operation || !schema.getRootType(operation.operation)) {
      throw documentError('GRAPHQL_VALIDATION_FAILED', 'this API has queries and mutations alone');
    }
    if (safe && operation.operation !== OperationTypeNode.QUERY) {
      throw requestError(405, 'METHOD_NOT_ALLOWED', 'send mutations by POST', { headers: { allow: 'POST' } });
    }
    authorizeOperation(schema, document, operation, principal, space);
    checkOperationCost(schema, document, operation, variables);
  });

  return async ({ query, operationName, variables, safe, context }) => {
    if (query.length > longestDocument) {
      throw documentError(
        'DOCUMENT_TOO_COMPLEX',
        `a document may have at most ${longestDocument} characters`,
      );
    }
    const hookContext: HookContext = { ...context, operationName, safe };
    try {
      return await server.graphql(query, hookContext, variables, operationName);
    } catch (error) {
      throw documentErrors(error) ?? error;
    }
  };
}

/**
 * mercurius takes a syntax tree written as JSON for a document, too. This API does not: the limit on tokens knows
 * nothing of such a tree.
 */
function onlyDocument(document: DocumentNode): DocumentNode {
  if (document?.loc instanceof Location) return document;
  throw documentError('GRAPHQL_PARSE_FAILED', 'query must be a document in the language of GraphQL');
}

/** The errors that mercurius found in a document or its variables, if that is what the error is about. */
function documentErrors(error: unknown): RequestError | undefined {
  const found = (error as { errors?: unknown }).errors;
  if (error instanceof RequestError || !Array.isArray(found)) return undefined;
  const errors = found.filter((entry) => entry instanceof GraphQLError);
  if (errors.length === 0) return undefined;
  const entries = errors.map(({ message, locations }) => ({
    message,
    locations,
    extensions: {
      code: message.startsWith('Syntax Error') ? 'GRAPHQL_PARSE_FAILED' : 'GRAPHQL_VALIDATION_FAILED',
    },
  }));
  return new RequestError(400, entries, { wellFormed: true });
}
