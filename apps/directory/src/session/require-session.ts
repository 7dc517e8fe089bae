import { RpcError } from '@latchkey/rpc';
import { hashSecretToken } from '../secret-token';
import { secondsAfter, sessionMoments, type SessionLifetimes } from './session-lifetimes';
import type { LiveSession, SessionRepository } from './session-repository';

/** What a guard needs. */
export interface SessionGuardDependencies {
  sessions: Pick<SessionRepository, 'findLiveAndTouch'>;
  lifetimes: SessionLifetimes;
  clock: () => Date;
}

/** Lets pass who is signed in. */
export interface SessionGuard {
  /** Returns the live session. @throws RpcError UNAUTHENTICATED when there is none */
  require(sessionToken: string): Promise<LiveSession>;
  /**
   * Returns the live session of somebody who signed in at most ten minutes ago: for changes with which whoever
   * finds a browser signed in could take the account over.
   *
   * @throws RpcError UNAUTHENTICATED, or FAILED_PRECONDITION when it was longer ago
   */
  requireRecent(sessionToken: string): Promise<LiveSession>;
}

const recentSeconds = 10 * 60;

/** Creates the guard. */
export function createSessionGuard({ sessions, lifetimes, clock }: SessionGuardDependencies): SessionGuard {
  const find = async (sessionToken: string): Promise<LiveSession> => {
    const tokenHash = hashSecretToken(sessionToken);
    const session =
      tokenHash && (await sessions.findLiveAndTouch(tokenHash, sessionMoments(lifetimes, clock())));
    if (!session) throw new RpcError('UNAUTHENTICATED', 'no such session');
    return session;
  };
  return {
    require: find,
    async requireRecent(sessionToken) {
      const session = await find(sessionToken);
      if (session.authTime < secondsAfter(clock(), -recentSeconds)) {
        throw new RpcError('FAILED_PRECONDITION', 'signed in longer than ten minutes ago');
      }
      return session;
    },
  };
}
