import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookie } from '../http/cookies';

/** Knows which authorization requests a browser has opened. */
export interface OpenedRequests {
  /** Notes that this browser has opened a request, for as long as the request lives. */
  note(request: FastifyRequest, reply: FastifyReply, requestUri: string, lifetimeSeconds: number): void;
  /** Whether this browser has opened a request. */
  has(request: FastifyRequest, requestUri: string): boolean;
}

/** How many requests one browser may have open at once; the oldest go first. */
const maximumOpen = 20;

/**
 * Binds the handle of an authorization request to the browser that opened it, so that a stolen handle, or a
 * link that carries somebody else's, leads nowhere (RFC 9126 §7, RFC 9700 §4.7).
 *
 * Every request has a cookie of its own. One list of all would be lost when two tabs add to it at once, and
 * when a client's form opens a request: a browser does not send SameSite cookies along with that.
 *
 * @param cookie its name is what the names of all these cookies begin with
 */
export function createOpenedRequests(cookie: Cookie, clock: () => Date): OpenedRequests {
  const nameOf = (requestUri: string) => cookie.name + fingerprint(requestUri);
  return {
    note(request, reply, requestUri, lifetimeSeconds) {
      const name = nameOf(requestUri);
      const others = Object.entries(request.cookies).filter(
        ([other]) => other.startsWith(cookie.name) && other !== name,
      );
      const oldestFirst = others.sort(([, one], [, other]) => Number(one) - Number(other));
      for (const [oldest] of oldestFirst.slice(0, Math.max(0, others.length - (maximumOpen - 1)))) {
        reply.clearCookie(oldest, cookie.attributes);
      }
      const maxAge = lifetimeSeconds;
      reply.setCookie(name, String(clock().getTime()), { ...cookie.attributes, maxAge });
    },
    has: (request, requestUri) => request.cookies[nameOf(requestUri)] !== undefined,
  };
}

function fingerprint(requestUri: string): string {
  return createHash('sha256').update(requestUri).digest('base64url').slice(0, 22);
}
