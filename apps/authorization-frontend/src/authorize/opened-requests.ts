import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookie } from '../http/cookies';

/** Knows which authorization requests a browser has opened. */
export interface OpenedRequests {
  /** Notes that this browser has opened a request, for as long as the request lives. */
  note(request: FastifyRequest, reply: FastifyReply, requestUri: string, lifetimeSeconds: number): void;
  /** Whether this browser has opened a request. */
  has(request: FastifyRequest, requestUri: string): boolean;
  /** Notes the session that a request goes on with, when this browser has opened the request. */
  choose(request: FastifyRequest, reply: FastifyReply, requestUri: string, sessionId: string): void;
  /** Whether somebody has chosen this session for a request. */
  isChosen(request: FastifyRequest, requestUri: string, sessionId: string): boolean;
}

/** How many requests one browser may have open at once; the oldest go first. */
const maximumOpen = 20;

/**
 * Binds the handle of an authorization request to the browser that opened it, so that a stolen handle, or a
 * link that carries somebody else's, leads nowhere (RFC 9126 §7, RFC 9700 §4.7).
 *
 * Every request has a cookie of its own. One list of all would be lost when two tabs add to it at once, and
 * when a client's form opens a request: a browser does not send SameSite cookies along with that. It holds when
 * the request was opened, for how many seconds, and the chosen session; changing that spares nobody but oneself a
 * question.
 *
 * @param cookie its name is what the names of all these cookies begin with
 */
export function createOpenedRequests(cookie: Cookie, clock: () => Date): OpenedRequests {
  const nameOf = (requestUri: string) => cookie.name + fingerprint(requestUri);
  const read = (request: FastifyRequest, requestUri: string) => {
    const [opened = '', lifetime = '', sessionId] = request.cookies[nameOf(requestUri)]?.split('.') ?? [];
    return { opened: Number(opened), lifetimeSeconds: Number(lifetime), sessionId };
  };
  return {
    note(request, reply, requestUri, lifetimeSeconds) {
      const name = nameOf(requestUri);
      const others = Object.entries(request.cookies).filter(
        ([other]) => other.startsWith(cookie.name) && other !== name,
      );
      const oldestFirst = others.sort(([, one], [, other]) => openedAt(one) - openedAt(other));
      for (const [oldest] of oldestFirst.slice(0, Math.max(0, others.length - (maximumOpen - 1)))) {
        reply.clearCookie(oldest, cookie.attributes);
      }
      const value = `${clock().getTime()}.${lifetimeSeconds}`;
      reply.setCookie(name, value, { ...cookie.attributes, maxAge: lifetimeSeconds });
    },
    choose(request, reply, requestUri, sessionId) {
      const { opened, lifetimeSeconds } = read(request, requestUri);
      const left = lifetimeSeconds - Math.floor((clock().getTime() - opened) / 1000);
      if (!(left > 0 && left <= lifetimeSeconds)) return;
      const value = `${opened}.${lifetimeSeconds}.${sessionId}`;
      reply.setCookie(nameOf(requestUri), value, { ...cookie.attributes, maxAge: left });
    },
    isChosen: (request, requestUri, sessionId) => read(request, requestUri).sessionId === sessionId,
    has: (request, requestUri) => request.cookies[nameOf(requestUri)] !== undefined,
  };
}

function openedAt(value = ''): number {
  return Number(value.split('.', 1)[0]);
}

function fingerprint(requestUri: string): string {
  return createHash('sha256').update(requestUri).digest('base64url').slice(0, 22);
}
