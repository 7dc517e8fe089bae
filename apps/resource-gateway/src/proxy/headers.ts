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

/** Creates what remembers the answers about common names. */
function remembering(decide: (name: string) => boolean): (name: string) => boolean {
  const remembered = new Map<string, boolean>();
  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const decided = decide(name);
    if (remembered.size < mostRemembered) remembered.set(name, decided);
    return decided;
  };
}

/** Names and values in turn of the headers that ours are added to. */
export type RequestHeaders = (request: FastifyRequest) => string[];

/**
 * Creates what takes over the headers of requests: the client's without those of its connection, those that speak
 * for us, and those that are dropped here. What is added to them has names that nothing else got through under.
 */
export function requestHeadersWithout(dropped: Dropped): RequestHeaders {
  const mayPass = remembering((name) => !hopByHop.has(name) && !ours.test(name) && !dropped(name));
  return ({ headers, body }) => {
    const kept: string[] = [];
    const named = namedByConnection(headers);
    for (const name in headers) {
      if (!mayPass(name) || named?.has(name)) continue;
      // The body of a GET was not read, so none is announced.
      if (name === 'content-length' && body === undefined) continue;
      const value = headers[name];
      if (typeof value === 'string') kept.push(name, value);
      else for (const each of value ?? []) kept.push(name, each);
    }
    return kept;
  };
}

// Of these there is one value, whatever an upstream sends (as node:http reads them).
const single = new Set([
  'age',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'server',
]);

/** Creates what takes over the headers of answers. */
export function answerHeadersWithout(dropped: Dropped): (headers: ProxiedHeaders) => IncomingHttpHeaders {
  const mayPass = remembering((name) => !hopByHop.has(name) && name !== 'x-request-id' && !dropped(name));
  return (headers) => {
    const kept: IncomingHttpHeaders = {};
    const named = namedByConnection(headers);
    for (const name in headers) {
      if (!mayPass(name) || named?.has(name)) continue;
      const value = headers[name];
      kept[name] = typeof value === 'object' && single.has(name) ? value[0] : value;
    }
    return kept;
  };
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
export function createForwardedHeaders(publicUrl: string): (request: FastifyRequest, to: string[]) => void {
  const { protocol, host } = new URL(publicUrl);
  const proto = protocol.slice(0, -1);
  return (request, to) => {
    const { requestContext } = request;
    to.push(
      'x-forwarded-for',
      clientAddress(request),
      'x-forwarded-proto',
      proto,
      'x-forwarded-host',
      host,
      'x-request-id',
      requestContext.requestId,
      'traceparent',
      traceparent(requestContext),
    );
    if (requestContext.traceState) to.push('tracestate', requestContext.traceState);
  };
}
