import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SessionService } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { LiveSession, SessionRepository } from './session-repository';
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

const subjectPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const longestRemoteAddress = 64;
const longestUserAgent = 512;

/** Serves the sessions. Times are of the clock passed in: between replicas, seconds are nothing to hours. */
export function sessionService({ sessions, lifetimes, clock }: SessionDependencies): RpcService {
  return rpcService(SessionService, {
    async createSession({ subject, remoteAddress, userAgent }) {
      const sessionToken = createSessionToken();
      const tokenHash = hashSessionToken(sessionToken);
      const now = clock();
      const session =
        tokenHash && subjectPattern.test(subject)
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
      const now = clock();
      const session =
        tokenHash &&
        (await sessions.findLiveAndTouch(tokenHash, {
          now,
          idleSince: secondsAfter(now, -lifetimes.idleSeconds),
          touchSince: secondsAfter(now, -touchIntervalSeconds),
        }));
      if (!session) throw new RpcError('NOT_FOUND', 'no such session');
      return { session: toMessage(session) };
    },

    async deleteSession({ sessionToken }) {
      const tokenHash = hashSessionToken(sessionToken);
      if (tokenHash) await sessions.delete(tokenHash);
      return {};
    },
  });
}

function toMessage({ user, authTime, expiresAt }: LiveSession) {
  return { user, authTime: timestampFromDate(authTime), expireTime: timestampFromDate(expiresAt) };
}

function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

/** What a browser says of itself is for people to read: what does not fit or cannot be shown is left out. */
function clip(text: string, longest: number): string {
  const printable = text.slice(0, 2 * longest).replace(/[\p{Cc}\p{Cs}]/gu, '');
  return [...printable].slice(0, longest).join('');
}
