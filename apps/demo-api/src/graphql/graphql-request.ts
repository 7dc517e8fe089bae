import { z } from 'zod';
import { isGiven } from '../schema/arguments';
import { requestError } from './request-error';

/** A request as it was sent, in the form of the GraphQL over HTTP specification. */
export interface GraphqlRequest {
  /** The document; absent when a persisted one is meant. */
  query: string | undefined;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** Names a document by its hash. */
  persistedQuery: unknown;
}

const json = z.record(z.string(), z.unknown());
const requestSchema = z.object(
  {
    query: z.string({ error: 'query must be a string: the document' }).nullish(),
    operationName: z.string({ error: 'operationName must be a string' }).nullish(),
    variables: json.nullish().catch(() => refuse('variables must be an object')),
    extensions: json.nullish().catch(() => refuse('extensions must be an object')),
  },
  { error: 'the body must be one JSON object with a query: batches are not taken' },
);

/**
 * Reads the body of a POST.
 *
 * @throws RequestError 400 when it has not the form of a request
 */
export function readBody(body: unknown): GraphqlRequest {
  const { data, error } = requestSchema.safeParse(body);
  if (!data) return refuse(error.issues[0]?.message ?? 'the body is not a request');
  const { query, operationName, variables, extensions } = data;
  const persistedQuery = extensions?.['persistedQuery'];
  if (!isGiven(query) && persistedQuery === undefined) refuse('query is missing: the document to execute');
  return {
    query: query ?? undefined,
    // An empty name names no operation.
    operationName: operationName || undefined,
    variables: variables ?? {},
    persistedQuery,
  };
}

/**
 * Reads the query component of a GET, in which variables and extensions are JSON.
 *
 * @throws RequestError 400 when it has not the form of a request
 */
export function readQueryComponent(component: unknown): GraphqlRequest {
  const { variables, extensions, ...others } = component as Record<string, unknown>;
  return readBody({
    ...others,
    variables: readJson('variables', variables),
    extensions: readJson('extensions', extensions),
  });
}

function readJson(name: string, value: unknown): unknown {
  if (value === undefined || value === '') return undefined;
  try {
    return JSON.parse(String(value));
  } catch {
    return refuse(`${name} must be JSON`);
  }
}

function refuse(message: string): never {
  throw requestError(400, 'BAD_REQUEST', message);
}
