import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { createTokenGuard, type TokenGuardOptions } from './token-guard';
import type { CachingTokenValidator, ValidatedToken } from './token-validator';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the access token says; behind a token guard it is always there. */
    validatedToken: ValidatedToken;
  }
}

/**
 * Creates an `onRequest` hook for Fastify, for a route or a scope of them. It puts what a valid access token
 * says on the request as `validatedToken`, before a body is read, and answers every other request itself: 400,
 * 401 or 403 with challenges, 503 while tokens cannot be validated.
 */
export function fastifyTokenGuard(validator: CachingTokenValidator, options: TokenGuardOptions = {}) {
  const guard = createTokenGuard(validator, options);
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    guard(
      request.raw,
      (token) => {
        request.validatedToken = token;
        done();
      },
      ({ status, headers, body }) => void reply.code(status).headers(headers).send(body),
    );
  };
}
