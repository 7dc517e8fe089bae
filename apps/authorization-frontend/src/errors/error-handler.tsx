import { OAuthError } from '@latchkey/oauth';
import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeRequest } from '../http/access-log';
import { sendPage } from '../http/reply';
import { classifyError, retryAfterSeconds } from './classify-error';
import { ErrorPage } from './error-page';
import { errorMessages } from './messages';
import { PageError } from './page-error';

/** Answers every failed request with a page, and logs it. */
export function handleErrors(server: FastifyInstance, { logger }: { logger: Logger }): void {
  server.setErrorHandler((error, request, reply) => sendErrorPage(logger, error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    sendErrorPage(logger, new PageError('not_found'), request, reply),
  );
}

/** Logs an error and answers with its page. */
export function sendErrorPage(
  logger: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const kind = classifyError(error);
  const { status } = errorMessages[kind];
  if (status >= 500) logger.error({ ...describeRequest(request), error }, 'request failed');
  else if (kind !== 'not_found')
    logger.info({ ...describeRequest(request), error: String(error) }, 'refused');

  if (status === 503) reply.header('retry-after', retryAfterSeconds(error));
  const refusal = error instanceof OAuthError && kind === 'refused_request' ? { refusal: error } : {};
  return sendPage(
    reply,
    status,
    <ErrorPage kind={kind} reference={request.requestContext.requestId} {...refusal} />,
  );
}
