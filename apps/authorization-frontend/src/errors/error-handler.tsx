import { OAuthError } from '@latchkey/oauth';
import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeRequest } from '../http/access-log';
import { pageAddress } from '../http/page-address';
import { sendPage } from '../http/reply';
import { classifyError, retryAfterSeconds } from './classify-error';
import { errorKinds, type ErrorKind } from './error-kinds';
import { ErrorPage } from './error-page';
import { PageError, type NextStep } from './page-error';

/** What answering failed requests needs. */
export interface ErrorDeps {
  logger: Logger;
  clock: () => Date;
}

/** Answers every failed request with a page, and logs it. */
export function handleErrors(server: FastifyInstance, deps: ErrorDeps): void {
  server.setErrorHandler((error, request, reply) => sendErrorPage(deps, error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    sendErrorPage(deps, new PageError('not_found'), request, reply),
  );
}

/** Logs an error and answers with its page. */
export function sendErrorPage(
  { logger, clock }: ErrorDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const kind = classifyError(error);
  const { status } = errorKinds[kind];
  if (status >= 500) logger.error({ ...describeRequest(request), error }, 'request failed');
  else if (kind !== 'not_found')
    logger.info({ ...describeRequest(request), error: String(error) }, 'refused');

  const seconds = retryAfterSeconds(kind, error);
  if (seconds !== undefined) reply.header('retry-after', seconds);
  const refusal = error instanceof OAuthError && kind === 'refused_request' ? { refusal: error } : {};
  return sendPage(
    reply,
    status,
    <ErrorPage
      kind={kind}
      reference={request.requestContext.requestId}
      time={clock()}
      next={error instanceof PageError && error.next ? error.next : nextStep(kind, request)}
      retryAfterSeconds={seconds}
      {...refusal}
    />,
  );
}

// Kinds after which the same page is worth another look.
const worthOpeningAgain: readonly ErrorKind[] = [
  'stale_form',
  'too_many_sign_ins',
  'too_many_attempts',
  'too_many_mails',
  'unavailable',
  'defect',
];

function nextStep(kind: ErrorKind, request: FastifyRequest): NextStep | undefined {
  if (kind === 'not_found') return { to: 'home', href: '/' };
  if (kind === 'decided_device' || kind === 'too_many_codes') return { to: 'code', href: '/device' };
  const href = worthOpeningAgain.includes(kind) ? pageAddress(request) : undefined;
  return href === undefined ? undefined : { to: 'again', href };
}
