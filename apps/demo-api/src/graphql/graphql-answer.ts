import type { Logger } from '@latchkey/service-kit';
import { isOutage } from '@latchkey/storage';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { GraphqlMediaType } from './media-type';
import { Refusal } from './refusal';
import type { ErrorEntry, RequestError } from './request-error';

/** An answer to a request of GraphQL as HTTP. */
export interface GraphqlAnswer {
  status: number;
  headers: Record<string, string>;
  body: { data?: unknown; errors?: readonly ErrorEntry[] };
}

/**
 * Answers what was executed: 200, even when every field of it failed (GraphQL over HTTP specification, "Status
 * Codes"). What failed for a reason that a client may not see is logged whole; of a database that is away it
 * hears that this passes.
 */
export function executionAnswer({ data, errors }: ExecutionResult, logger: Logger): GraphqlAnswer {
  return {
    status: 200,
    headers: {},
    body: { ...(errors && { errors: errors.map((error) => fieldError(error, logger)) }), data },
  };
}

/** Answers a refused request in the media type that was chosen; without one, as if any were welcome. */
export function refusalAnswer(
  { status, errors, headers, wellFormed }: RequestError,
  mediaType: GraphqlMediaType | undefined,
): GraphqlAnswer {
  const hidden = wellFormed && mediaType === 'application/json';
  return { status: hidden ? 200 : status, headers, body: { errors } };
}

function fieldError(error: GraphQLError, logger: Logger): ErrorEntry {
  const { message, locations, path, originalError } = error;
  const where = { locations, path };
  if (originalError instanceof Refusal) {
    const { code, details } = originalError;
    return { message, ...where, extensions: { code, ...details } };
  }
  const failure = { error: originalError ?? error, path: path?.join('.') };
  if (isOutage(originalError)) {
    logger.warn(failure, 'field could not be resolved: the database does not answer now');
    return {
      message: 'the field cannot be answered now: try again in a moment',
      ...where,
      extensions: { code: 'TEMPORARILY_UNAVAILABLE' },
    };
  }
  logger.error(failure, 'field could not be resolved');
  return {
    message: 'the field could not be resolved for a reason that is not yours',
    ...where,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
