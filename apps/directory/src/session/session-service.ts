import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SessionService, type SessionSchema } from '@latchkey/contracts';
import { acrOf } from '@latchkey/oauth';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { Authentications } from '../authentication/authentications';
import { isClientId } from '../client/client-id';
import { createSecretToken, hashSecretToken } from '../secret-token';
import { isSubject } from '../user/subject';
import { secondsAfter, sessionMoments, type SessionLifetimes } from './session-lifetimes';
import type { LiveSession, SessionRepository } from './session-repository';

/** What serving sessions needs. */
export interface SessionDependencies {
  sessions: SessionRepository;
  authentications: Pick<Authentications, 'take'>;
  lifetimes: SessionLifetimes;
  clock: () => Date;
}

const sessionIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostInList = 100;
const mostToEnd = 100;
const longestRemoteAddress = 64;
const longestUserAgent = 512;
const longestRegion = 64;

/** Serves the sessions. Times are of the clock passed in: between replicas, seconds are nothing to hours. */
export function sessionService(dependencies: SessionDependencies): RpcService {
  const { sessions, authentications, lifetimes, clock } = dependencies;
  const moments = () => sessionMoments(lifetimes, clock());

  return rpcService(SessionService, {
    async createSession({ authenticationToken, remoteAddress, userAgent, region }) {
      const { sessionId, ...authentication } = await authentications.take(authenticationToken);
      const sessionToken = createSecretToken();
      const tokenHash = hashSecretToken(sessionToken);
      const session =
        tokenHash &&
        (await sessions.create(
          {
            ...authentication,
            tokenHash,
            // A second factor that is added later does not make the sign-in last longer.
            expiresAt: secondsAfter(authentication.authTime, lifetimes.absoluteSeconds),
            remoteAddress: clip(remoteAddress, longestRemoteAddress),
            userAgent: clip(userAgent, longestUserAgent),
            region: clip(region, longestRegion),
            replacedSessionId: sessionId,
          },
          moments(),
        ));
      if (!session) throw new RpcError('NOT_FOUND', 'no such authentication');
      return { sessionToken, session: toMessage(session) };
    },

    async getSession({ sessionToken, consentClientId }) {
      const tokenHash = hashSecretToken(sessionToken);
      if (!tokenHash) throw noSession();
      if (!isClientId(consentClientId)) {
        const session = await sessions.findLiveAndTouch(tokenHash, moments());
        if (!session) throw noSession();
        // What cannot be the name of a client has been allowed nothing.
        return { session: toMessage(session), consent: consentClientId === '' ? undefined : {} };
      }
      const found = await sessions.findLiveWithConsent(tokenHash, consentClientId, moments());
      if (!found) throw noSession();
      return { session: toMessage(found.session), consent: { allowed: found.allowed } };
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
      const tokenHash = hashSecretToken(sessionToken);
      if (tokenHash) await sessions.endByToken(tokenHash, moments());
      return {};
    },
  });
}

function noSession(): RpcError {
  return new RpcError('NOT_FOUND', 'no such session');
}

function toMessage(session: LiveSession): MessageInitShape<typeof SessionSchema> {
  const { sessionId, user, methods, authTime, expiresAt, lastSeen } = session;
  const { remoteAddress, userAgent, region } = session;
  return {
    sessionId,
    user,
    authTime: timestampFromDate(authTime),
    expireTime: timestampFromDate(expiresAt),
    lastUseTime: timestampFromDate(lastSeen),
    remoteAddress,
    userAgent,
    region,
    acr: acrOf(methods) ?? '',
    amr: methods,
  };
}

/** What a browser says of itself is for people to read: what does not fit or cannot be shown is left out. */
function clip(text: string, longest: number): string {
  const printable = text.slice(0, 2 * longest).replace(/[\p{Cc}\p{Cs}]/gu, '');
  return [...printable].slice(0, longest).join('');
}
