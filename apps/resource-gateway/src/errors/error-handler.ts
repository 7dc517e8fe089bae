import { OAuthError } from '@latchkey/oauth';
import { runInRequestContext, type Logger } from '@latchkey/service-kit';
import type { BearerChallengeOptions } from '@latchkey/token-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dataHeaders, noStore } from '../edge/response-headers';
import { errorAnswer, type ErrorAnswer } from './error-answer';
import { renderErrorPage } from './error-page';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a challenge says about the protected resource that is asked for. */
    challenge: (() => BearerChallengeOptions) | undefined;
  }
  interface FastifyContextConfig {
    /** The route serves people: its errors are pages. */
    forPeople?: true;
  }
}

/** Creates the one place where errors become answers, and where they are logged. */
export function createErrorHandler(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { authorization } = request.headers;
    const answer = errorAnswer(error, { authorization, challenge: request.challenge?.() });
    // An error of the connection arrives outside of the context that the hooks have entered.
    runInRequestContext(request.requestContext, () => logError(logger, error, answer));
    reply.code(answer.status).headers({ ...noStore, ...answer.headers });
    if (request.routeOptions.config?.forPeople) {
      const page = renderErrorPage(answer.status, request.requestContext.requestId);
      void reply.headers(page.headers).send(page.html);
    } else {
      void reply.headers(dataHeaders).send(errorBody(answer, request.requestContext.requestId));
    }
  };
}

/** The body of a refusal (RFC 6749 §5.2); one that nobody foresaw names the request instead of a reason. */
function errorBody({ code, description }: ErrorAnswer, requestId: string) {
  return {
    error: code,
    ...(description && { error_description: description }),
    ...(code === 'server_error' && { request_id: requestId }),
  };
}

function logError(logger: Logger, error: unknown, { status, code }: ErrorAnswer): void {
  if (status === 500) return logger.error({ error }, 'request failed unexpectedly');
  if (status > 500) return logger.warn({ error }, 'request failed for want of another service');
  const reason = error instanceof OAuthError ? error.message : code;
  logger.info({ status, reason }, 'refused');
}
