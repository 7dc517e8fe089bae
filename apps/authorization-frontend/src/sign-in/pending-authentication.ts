import type { Authentication, AuthenticationService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cookie } from '../http/cookies';

/** What somebody has shown so far in a browser, while it does not suffice yet. */
export interface PendingAuthentications {
  /** Keeps an authentication in the browser, in place of the one before. */
  keep(reply: FastifyReply, authentication: Authentication): void;
  /** Token of the authentication of the browser that asks, as it came in. */
  tokenOf(request: FastifyRequest): string | undefined;
  /** The authentication of the browser that asks; undefined when there is none, or it has ended. */
  find(request: FastifyRequest): Promise<Authentication | undefined>;
  /** Lets go of it. */
  forget(request: FastifyRequest, reply: FastifyReply): void;
}

// 256 random bits as base64url: anything else was not made by the directory, and is not worth a call.
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;
/** As long as an authentication lives. */
const lifetimeSeconds = 10 * 60;

/**
 * Keeps the token of an authentication in a cookie: it is a secret, and has no place in an address. A second
 * one takes the place of the first; the page of the first shows the second after that, with whose it is.
 */
export function createPendingAuthentications(
  service: Pick<RpcClient<typeof AuthenticationService>, 'getAuthentication'>,
  cookie: Cookie,
): PendingAuthentications {
  const tokenOf = (request: FastifyRequest) => {
    const value = request.cookies[cookie.name];
    return value !== undefined && tokenPattern.test(value) ? value : undefined;
  };
  return {
    tokenOf,
    keep(reply, { authenticationToken }) {
      reply.setCookie(cookie.name, authenticationToken, { ...cookie.attributes, maxAge: lifetimeSeconds });
    },
    async find(request) {
      const authenticationToken = tokenOf(request);
      if (authenticationToken === undefined) return undefined;
      try {
        const { authentication } = await service.getAuthentication({ authenticationToken });
        if (!authentication) throw new Error('the directory sent no authentication');
        return authentication;
      } catch (error) {
        if (isStatus(error, 'NOT_FOUND')) return undefined;
        throw error;
      }
    },
    forget(request, reply) {
      if (request.cookies[cookie.name] !== undefined) reply.clearCookie(cookie.name, cookie.attributes);
    },
  };
}
