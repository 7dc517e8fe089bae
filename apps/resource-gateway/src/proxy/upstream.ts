import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import replyFrom from '@fastify/reply-from';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../edge/request-target';
import { HttpError } from '../errors/http-error';
import type { ProxiedHeaders } from './headers';

/** Where requests of a scope go. */
export interface Upstream {
  /** Name for error texts, such as "the resource". */
  name: string;
  origin: string;
  /** How to connect, when over TLS. */
  tls?: ConnectionOptions;
  /** Status of the answer when it cannot be reached, or hangs up. */
  awayStatus: 502 | 503;
  /** Longest wait for the head of an answer, and between two pieces of its body. */
  timeoutMilliseconds: number;
}

const connectTimeoutMilliseconds = 3_000;
const maximumConnections = 256;

const timeouts = new Set([
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/** What a route forwards to its upstream, and what comes back. */
export interface Forwarding {
  /** Path to ask for; that of the request when left out. */
  path?: string;
  requestHeaders(headers: ProxiedHeaders): IncomingHttpHeaders;
  answerHeaders(headers: ProxiedHeaders): IncomingHttpHeaders;
}

/** Forwards a request by streaming, answer included. */
export type Forward = (request: FastifyRequest, reply: FastifyReply, forwarding: Forwarding) => FastifyReply;

/** Connects a scope to its upstream, with a pool of kept connections. */
export async function connectUpstream(scope: FastifyInstance, upstream: Upstream): Promise<Forward> {
  await scope.register(replyFrom, {
    base: upstream.origin,
    destroyAgent: true,
    disableRequestLogging: true,
    undici: {
      connections: maximumConnections,
      headersTimeout: upstream.timeoutMilliseconds,
      bodyTimeout: upstream.timeoutMilliseconds,
      connect: {
        timeout: connectTimeoutMilliseconds,
        ...upstream.tls,
        // The plugin turns verification off unless it is told otherwise.
        rejectUnauthorized: true,
      },
    },
  });
  return (request, reply, { path = pathOf(request), requestHeaders, answerHeaders }) =>
    reply.from(path, {
      rewriteRequestHeaders: (_request, headers) => requestHeaders(headers),
      rewriteHeaders: answerHeaders,
      // Left alone, the plugin repeats a GET up to ten times while the upstream says 503.
      retryDelay: () => null,
      onError: (failed, { error }) => void failed.send(upstreamError(upstream, error)),
    });
}

function upstreamError({ name, awayStatus }: Upstream, error: Error): HttpError {
  const cause: unknown = error.cause ?? error;
  if (cause instanceof HttpError) return cause;
  const code = (cause as { code?: unknown }).code;
  return typeof code === 'string' && timeouts.has(code)
    ? new HttpError(504, `${name} took too long to answer: try again later`, { cause })
    : new HttpError(awayStatus, `${name} could not be reached or gave no proper answer: try again later`, {
        cause,
      });
}
