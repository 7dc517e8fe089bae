import type { SessionMoments } from './session-repository';

/** How long sessions live. */
export interface SessionLifetimes {
  /** After sign-in, however busy the session is. */
  absoluteSeconds: number;
  /** Without use. */
  idleSeconds: number;
}

/** Pages come in bursts; that a session is in use is written down once a minute at most. */
const touchIntervalSeconds = 60;

/** The moments that decide at a moment whether a session lives, and whether its use is written down. */
export function sessionMoments(
  { idleSeconds }: SessionLifetimes,
  now: Date,
): SessionMoments & { touchSince: Date } {
  return {
    now,
    idleSince: secondsAfter(now, -idleSeconds),
    touchSince: secondsAfter(now, -touchIntervalSeconds),
  };
}

/** A moment so many seconds after another. */
export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
