import type { AllowedAccess, SessionService, User } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type { Cookie } from '../http/cookies';
import { regionOf } from '../http/region';

/** A person who is signed in in this browser. */
export interface SignedIn {
  user: User;
  authTime: Timestamp;
  /** Authentication context class of the sign-in. */
  acr: string;
  /** Names the session; no secret. */
  sessionId: string;
  /** The session token: for the directory, for binding forms to the session, and for nothing else. */
  token: string;
  /** What they have allowed the client that was asked about; undefined when none was, or it was not told along. */
  consent?: { clientId: string; allowed: readonly AllowedAccess[] } | undefined;
}

/** The sessions of browsers. */
export interface Sessions {
  /**
   * Who is signed in in the browser that asks, if anybody.
   *
   * @param consentClientId a client, to learn in the same call what they have allowed it
   */
  current(request: FastifyRequest, consentClientId?: string): Promise<SignedIn | undefined>;
  /**
   * Turns what somebody has shown into a session, ends the one before, and returns the name of the new one.
   *
   * @throws RpcError NOT_FOUND when the authentication has ended, FAILED_PRECONDITION when it does not suffice
   */
  begin(request: FastifyRequest, reply: FastifyReply, authenticationToken: string): Promise<string>;
  /** Ends the session of the browser that asks. */
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** What {@link createSessions} asks of the directory. */
export type SessionStore = Pick<
  RpcClient<typeof SessionService>,
  'createSession' | 'getSession' | 'deleteSession'
>;

// 256 random bits as base64url: anything else was not made by the directory, and is not worth a call.
const sessionTokenPattern = /^[A-Za-z0-9_-]{43}$/;
const maximumUserAgentLength = 512;

/** Keeps the session token in a cookie, and everything else in the directory. */
export function createSessions(store: SessionStore, cookie: Cookie): Sessions {
  const tokenOf = (request: FastifyRequest) => {
    const value = request.cookies[cookie.name];
    return value !== undefined && sessionTokenPattern.test(value) ? value : undefined;
  };
  const endSession = async (request: FastifyRequest) => {
    const token = tokenOf(request);
    if (token !== undefined) await store.deleteSession({ sessionToken: token });
  };
  return {
    async current(request, consentClientId = '') {
      const token = tokenOf(request);
      if (token === undefined) return undefined;
      try {
        const { session, consent } = await store.getSession({ sessionToken: token, consentClientId });
        if (!session?.user || !session.authTime) throw new Error('the directory sent half a session');
        const { user, authTime, acr, sessionId } = session;
        return {
          user,
          authTime,
          acr,
          sessionId,
          token,
          // A directory of the version before does not send it along.
          consent: consent && { clientId: consentClientId, allowed: consent.allowed },
        };
      } catch (error) {
        if (isStatus(error, 'NOT_FOUND')) return undefined;
        throw error;
      }
    },
    async begin(request, reply, authenticationToken) {
      const { sessionToken, session } = await store.createSession({
        authenticationToken,
        remoteAddress: request.ip,
        userAgent: (request.headers['user-agent'] ?? '').slice(0, maximumUserAgentLength),
        region: regionOf(request),
      });
      if (!session) throw new Error('the directory sent no session');
      reply.setCookie(cookie.name, sessionToken, cookie.attributes);
      // Only now: whoever cannot sign in anew stays signed in.
      await endSession(request);
      return session.sessionId;
    },
    async end(request, reply) {
      await endSession(request);
      reply.clearCookie(cookie.name, cookie.attributes);
    },
  };
}
