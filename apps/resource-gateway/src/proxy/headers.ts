import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { traceparent } from '@latchkey/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
// servers read x_latchkey_subject as x-latchkey-subject. The last two rows name another method or path than the
// one that was decided about, to servers that heed them. The host is the upstream's own.
const ours = new RegExp(
  [
    '_',
    '^x-(?:forwarded|latchkey)-',
    '^(?:host|x-real-ip|x-request-id|forwarded|traceparent|tracestate)$',
    '^x-(?:http-method|http-method-override|method-override)$',
    '^x-(?:original|rewrite)-(?:uri|url)$',
  ].join('|'),
);

const mostRemembered = 500;
const remembered = new Map<string, boolean>();

/** Whether a client's header may reach an upstream; the answers for common names are remembered. */
function mayPass(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const passes = !hopByHop.has(name) && !ours.test(name);
  if (remembered.size < mostRemembered) remembered.set(name, passes);
  return passes;
}

/**
 * The headers that a request is forwarded with: the client's without those of its connection, those that
 * speak for us, and those that are dropped here; then ours.
 */
export function upstreamRequestHeaders(
  request: FastifyRequest,
  dropped: Dropped,
  ...added: IncomingHttpHeaders[]
): IncomingHttpHeaders {
  const { headers } = request;
  const kept: IncomingHttpHeaders = {};
  const named = namedByConnection(headers);
  for (const name in headers) {
    if (mayPass(name) && !dropped(name) && !named?.has(name)) kept[name] = headers[name];
  }
  // The body of a GET was not read, so none is announced.
  if (request.body === undefined && 'content-length' in kept) delete kept['content-length'];
  return Object.assign(kept, ...added);
}

/** The headers of an upstream's answer that reach the client. */
export function answerHeaders(headers: ProxiedHeaders, dropped: Dropped): IncomingHttpHeaders {
  const kept: IncomingHttpHeaders = {};
  const named = namedByConnection(headers);
  for (const name in headers) {
    if (!hopByHop.has(name) && name !== 'x-request-id' && !dropped(name) && !named?.has(name)) {
      kept[name] = headers[name];
    }
  }
  return kept;
}

/** Puts what this process says of an answer in place of what the upstream says of the same. */
export function mergedHeaders(fromUpstream: IncomingHttpHeaders, reply: FastifyReply): OutgoingHttpHeaders {
  return Object.assign(fromUpstream, reply.getHeaders() as OutgoingHttpHeaders);
}

/** Further headers that the sender says are about the connection (RFC 9110 §7.6.1); mostly there are none. */
function namedByConnection({ connection }: ProxiedHeaders): Set<string> | undefined {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(
    String(connection)
      .toLowerCase()
      .split(/[\s,]+/),
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
