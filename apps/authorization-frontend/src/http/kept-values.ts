import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookie } from './cookies';

/** Values that a page needs again when it is reloaded, and that its address must not hold. */
export interface KeptValues {
  /** Keeps a value in this browser. @returns its name, for the address of the page: it tells nothing */
  keep(request: FastifyRequest, reply: FastifyReply, value: string): string;
  /** The value of this name, if this browser keeps it. */
  find(request: FastifyRequest, name: string | undefined): string | undefined;
  /** Lets go of the value of this name. */
  forget(reply: FastifyReply, name: string): void;
}

/** How many values one browser keeps at once; the oldest go first. */
const maximumKept = 5;

const namePattern = /^[A-Za-z0-9_-]{22}$/;

/** Whether something can be the name of a kept value. */
export function isKeptName(name: string): boolean {
  return namePattern.test(name);
}

/**
 * Keeps each value in a cookie of its own, so that two tabs do not disturb each other.
 *
 * @param cookie its name is what the names of all these cookies begin with
 */
export function createKeptValues(
  cookie: Cookie,
  { lifetimeSeconds, clock }: { lifetimeSeconds: number; clock: () => Date },
): KeptValues {
  return {
    keep(request, reply, value) {
      const kept = Object.entries(request.cookies).filter(([name]) => name.startsWith(cookie.name));
      const oldestFirst = kept.sort(([, one], [, other]) => writtenAt(one) - writtenAt(other));
      for (const [oldest] of oldestFirst.slice(0, Math.max(0, kept.length - (maximumKept - 1)))) {
        reply.clearCookie(oldest, cookie.attributes);
      }
      const name = randomBytes(16).toString('base64url');
      const written = `${clock().getTime()}.${Buffer.from(value).toString('base64url')}`;
      reply.setCookie(cookie.name + name, written, { ...cookie.attributes, maxAge: lifetimeSeconds });
      return name;
    },
    find(request, name = '') {
      if (!isKeptName(name)) return undefined;
      const [, value] = request.cookies[cookie.name + name]?.split('.') ?? [];
      return value && Buffer.from(value, 'base64url').toString();
    },
    forget(reply, name) {
      if (isKeptName(name)) reply.clearCookie(cookie.name + name, cookie.attributes);
    },
  };
}

/** Lets go of every value that this browser keeps under a cookie. */
export function forgetKeptValues(request: FastifyRequest, reply: FastifyReply, cookie: Cookie): void {
  for (const name of Object.keys(request.cookies)) {
    if (name.startsWith(cookie.name)) reply.clearCookie(name, cookie.attributes);
  }
}

function writtenAt(written = ''): number {
  return Number(written.split('.', 1)[0]);
}
