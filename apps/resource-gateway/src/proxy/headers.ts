import type { IncomingHttpHeaders } from 'node:http';
import { traceparent } from '@latchkey/service-kit';
import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../edge/client-address';

/** Headers by name in lower case, as the proxy hands them over. */
export type ProxiedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Says whether a header stays behind. */
export type Dropped = (name: string) => boolean;

// RFC 9110 §7.6.1: they are about one connection. Expect is answered by this process itself.
const hopByHop = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// What upstreams believe of us, nobody outside may say. Names with an underscore are dropped altogether: some
// servers read x_latchkey_subject as x-latchkey-subject.
const ours = /_|^(?:x-forwarded-|x-latchkey-|x-real-ip$|x-request-id$|forwarded$|traceparent$|tracestate$)/;

/**
 * The headers that a request is forwarded with: the client's without those of its connection, those that
 * speak for us, and those that are dropped here; then ours.
 */
export function upstreamRequestHeaders(
  request: FastifyRequest,
  headers: ProxiedHeaders,
  dropped: Dropped,
  ...added: IncomingHttpHeaders[]
): IncomingHttpHeaders {
  const kept: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!hopByHop.has(name) && !ours.test(name) && !dropped(name)) kept[name] = value;
  }
  // The body of a GET was not read, so none is announced.
  if (request.body === undefined) delete kept['content-length'];
  return Object.assign(kept, ...added);
}

/** The headers of an upstream's answer that reach the client. */
export function answerHeaders(headers: ProxiedHeaders, dropped: Dropped): IncomingHttpHeaders {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(/[\s,]+/),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !hopByHop.has(name) && !named.has(name) && name !== 'x-request-id' && !dropped(name),
    ),
  );
}

/** Creates what tells an upstream where a request came from, and which request it is. */
export function createForwardedHeaders(publicUrl: string): (request: FastifyRequest) => IncomingHttpHeaders {
  const { protocol, host } = new URL(publicUrl);
  const proto = protocol.slice(0, -1);
  return (request) => {
    const { requestContext } = request;
    return {
      'x-forwarded-for': clientAddress(request),
      'x-forwarded-proto': proto,
      'x-forwarded-host': host,
      'x-request-id': requestContext.requestId,
      traceparent: traceparent(requestContext),
      ...(requestContext.traceState && { tracestate: requestContext.traceState }),
    };
  };
}
