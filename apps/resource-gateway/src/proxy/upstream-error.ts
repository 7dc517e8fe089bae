import { errors } from 'undici';
import { HttpError } from '../errors/http-error';
import type { Upstream } from './upstream';

type Named = Pick<Upstream, 'name' | 'awayStatus'>;

/** The client left before there was an answer: nobody is there to read of it. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/** The upstream was asked and did not answer in time. */
export function tookTooLong({ name }: Named): HttpError {
  return new HttpError(504, `${name} took too long to answer: try again later`);
}

/** The upstream answered with something that is no answer. */
export function answeredNonsense({ name }: Named, cause?: unknown): HttpError {
  return new HttpError(502, `${name} gave an answer that is no HTTP: try again later`, { cause });
}

/** The upstream has as many streams that last as it can take. */
export function tooManyStreams({ name }: Named): HttpError {
  return new HttpError(503, `${name} has as many streams as it can take: try again later`);
}

const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
const hungUp = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Says for people why a request to an upstream failed before there was an answer. */
export function upstreamError(upstream: Named, error: NodeJS.ErrnoException): HttpError {
  if (error instanceof HttpError) return error;
  const { code = '' } = error;
  if (code === 'ETIMEDOUT') return tookTooLong(upstream);
  if (isNonsense(error)) return answeredNonsense(upstream, error);
  const what = hungUp.has(code) ? 'hung up without an answer' : 'could not be reached';
  const { awayStatus, name } = upstream;
  return new HttpError(awayStatus, `${name} ${what}: try again later`, { cause: error });
}

/** Whether a failure means that the next request will hardly fare better. */
export function isOutage(error: NodeJS.ErrnoException): boolean {
  if (error instanceof HttpError) return error.status === 504;
  return error.code === 'ETIMEDOUT' || unreachable.has(error.code ?? '');
}

/** Whether the upstream closed the connection before it answered. */
export function hasHungUp(error: NodeJS.ErrnoException): boolean {
  return hungUp.has(error.code ?? '');
}

function isNonsense(error: Error): boolean {
  return (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError
  );
}
