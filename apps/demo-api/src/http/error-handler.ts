import type { Logger } from '@latchkey/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorAnswer } from './error-answer';
import type { ProtectedSpace } from './protected-space';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Scopes that a token needs for this route. */
    scopes?: readonly string[];
  }
}

/** Creates what answers every error as JSON, and logs whole what is not the client's to see. */
export function createErrorHandler(logger: Logger, space: ProtectedSpace) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const scope = request.routeOptions.config?.scopes ?? [];
    const { status, headers, body } = errorAnswer(error, { ...space, scope });
    if (status === 503) logger.warn({ error }, 'access token could not be validated');
    else if (status >= 500) logger.error({ error }, 'request failed unexpectedly');
    void reply.code(status).headers(headers).send(body);
  };
}

/** Answers a request for anything that this API does not have. */
export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(404).send({
    error: 'not_found',
    error_description: 'this API answers at /graphql/ and GET /resource/, and nowhere else',
  });
}
