import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SessionService, type SessionSchema } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import { isSubject } from '../user/subject';
import type { LiveSession, SessionMoments, SessionRepository } from './session-repository';
import { createSessionToken, hashSessionToken } from './session-token';

/** How long sessions live. */
export interface SessionLifetimes {
  /** After sign-in, however busy the session is. */
  absoluteSeconds: number;
  /** Without use. */
  idleSeconds: number;
}

/** What serving sessions needs. */
export interface SessionDependencies {
  sessions: SessionRepository;
  lifetimes: SessionLifetimes;
  clock: () => Date;
}

/** Pages come in bursts; that a session is in use is written down once a minute at most. */
const touchIntervalSeconds = 60;

const sessionIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostInList = 100;
const mostToEnd = 100;
const longestRemoteAddress = 64;
const longestUserAgent = 512;

/** Serves the sessions. Times are of the clock passed in: between replicas, seconds are nothing to hours. */
export function sessionService({ sessions, lifetimes, clock }: SessionDependencies): RpcService {
  const moments = (): SessionMoments => {
    const now = clock();
    return { now, idleSince: secondsAfter(now, -lifetimes.idleSeconds) };
  };

  return rpcService(SessionService, {
    async createSession({ subject, remoteAddress, userAgent }) {
      const sessionToken = createSessionToken();
      const tokenHash = hashSessionToken(sessionToken);
      const now = clock();
      const session =
        tokenHash && isSubject(subject)
          ? await sessions.create({
              tokenHash,
              subject,
              authTime: now,
              expiresAt: secondsAfter(now, lifetimes.absoluteSeconds),
              remoteAddress: clip(remoteAddress, longestRemoteAddress),
              userAgent: clip(userAgent, longestUserAgent),
            })
          : undefined;
      if (!session) throw new RpcError('NOT_FOUND', 'no such user');
      return { sessionToken, session: toMessage(session) };
    },

    async getSession({ sessionToken }) {
      const tokenHash = hashSessionToken(sessionToken);
      const { now, idleSince } = moments();
      const touchSince = secondsAfter(now, -touchIntervalSeconds);
      const session =
        tokenHash && (await sessions.findLiveAndTouch(tokenHash, { now, idleSince, touchSince }));
      if (!session) throw new RpcError('NOT_FOUND', 'no such session');
      return { session: toMessage(session) };
    },

    async listSessions({ subject }) {
      const found = isSubject(subject) ? await sessions.listLive(subject, moments(), mostInList) : [];
      return { sessions: found.map(toMessage) };
    },

    async endSessions({ subject, sessionIds, exceptSessionId }) {
      if (sessionIds.length > mostToEnd) {
        throw new RpcError('INVALID_ARGUMENT', `session_ids must be at most ${mostToEnd}`);
      }
      // Whoever wants one session to go on does not mean all to end because its name is garbled.
      if (exceptSessionId !== '' && !sessionIdPattern.test(exceptSessionId)) {
        throw new RpcError('INVALID_ARGUMENT', 'except_session_id must be the identifier of a session');
      }
      if (!isSubject(subject)) return { endedSessions: 0 };
      const selection = {
        subject,
        // None named stands for all; named ones that cannot be any session's stand for none.
        sessionIds:
          sessionIds.length === 0 ? undefined : sessionIds.filter((id) => sessionIdPattern.test(id)),
        exceptSessionId: exceptSessionId || undefined,
      };
      return { endedSessions: await sessions.end(selection, moments()) };
    },

    async deleteSession({ sessionToken }) {
      const tokenHash = hashSessionToken(sessionToken);
      if (tokenHash) await sessions.endByToken(tokenHash, moments());
      return {};
    },
  });
}

function toMessage(session: LiveSession): MessageInitShape<typeof SessionSchema> {
  const { sessionId, user, authTime, expiresAt, lastSeen, remoteAddress, userAgent } = session;
  return {
    sessionId,
    user,
    authTime: timestampFromDate(authTime),
    expireTime: timestampFromDate(expiresAt),
    lastUseTime: timestampFromDate(lastSeen),
    remoteAddress,
    userAgent,
  };
}

function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

/** What a browser says of itself is for people to read: what does not fit or cannot be shown is left out. */
function clip(text: string, longest: number): string {
  const printable = text.slice(0, 2 * longest).replace(/[\p{Cc}\p{Cs}]/gu, '');
  return [...printable].slice(0, longest).join('');
}
