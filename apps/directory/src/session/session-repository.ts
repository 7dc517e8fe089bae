import type { Pool, PoolClient } from 'pg';
import type { User } from '../user/user-repository';

/** A session as it is stored. */
export interface NewSession {
  /** SHA-256 of the session token. */
  tokenHash: Buffer;
  subject: string;
  /** When the user signed in, which is now. */
  authTime: Date;
  /** When it ends, however busy it is. */
  expiresAt: Date;
  remoteAddress: string;
  userAgent: string;
}

/** A live session. */
export interface LiveSession {
  user: User;
  authTime: Date;
  expiresAt: Date;
}

/** The moments that decide whether a session lives, and whether to note that it was used. */
export interface SessionMoments {
  now: Date;
  /** A session not seen since then has ended. */
  idleSince: Date;
  /** A session not seen since then is noted as seen now. */
  touchSince: Date;
}

/** Reads and writes sessions. */
export interface SessionRepository {
  /** Stores a session and returns it; undefined when there is no such user. */
  create(session: NewSession): Promise<LiveSession | undefined>;
  /** Returns a live session and, unless that was done lately, notes that it was seen. */
  findLiveAndTouch(tokenHash: Buffer, moments: SessionMoments): Promise<LiveSession | undefined>;
  /** Ends a session, if it lives. */
  delete(tokenHash: Buffer): Promise<void>;
  /** Drops at most `limit` sessions past their end, passing over those in use; returns how many. */
  deleteExpired(now: Date, limit: number): Promise<number>;
}

interface Row {
  subject: string;
  email: string;
  name: string;
  authTime: Date;
  expiresAt: Date;
}

const columns = `users.subject, users.email, users.name, auth_time AS "authTime", expires_at AS "expiresAt"`;

/** Creates the repository on a pool or a transaction. */
export function createSessionRepository(db: Pool | PoolClient): SessionRepository {
  return {
    async create({ tokenHash, subject, authTime, expiresAt, remoteAddress, userAgent }) {
      const { rows } = await db.query<Row>(
        `WITH created AS (
           INSERT INTO sessions
             (token_hash, subject, auth_time, last_seen, expires_at, remote_address, user_agent)
           SELECT $1, subject, $3, $3, $4, $5, $6 FROM users WHERE subject = $2
           RETURNING subject, auth_time, expires_at
         )
         SELECT ${columns} FROM created JOIN users USING (subject)`,
        [tokenHash, subject, authTime, expiresAt, remoteAddress, userAgent],
      );
      return rows[0] && toSession(rows[0]);
    },
    async findLiveAndTouch(tokenHash, { now, idleSince, touchSince }) {
      // Of two requests at once the second finds the row touched and leaves it: one write a period.
      const { rows } = await db.query<Row>(
        `WITH touched AS (
           UPDATE sessions SET last_seen = $2
           WHERE token_hash = $1 AND expires_at > $2 AND last_seen > $3 AND last_seen <= $4
         )
         SELECT ${columns} FROM sessions JOIN users USING (subject)
         WHERE token_hash = $1 AND expires_at > $2 AND last_seen > $3`,
        [tokenHash, now, idleSince, touchSince],
      );
      return rows[0] && toSession(rows[0]);
    },
    async delete(tokenHash) {
      await db.query(`DELETE FROM sessions WHERE token_hash = $1`, [tokenHash]);
    },
    async deleteExpired(now, limit) {
      const { rowCount } = await db.query(
        `WITH expired AS MATERIALIZED (
           SELECT token_hash FROM sessions WHERE expires_at <= $1
           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         DELETE FROM sessions USING expired WHERE sessions.token_hash = expired.token_hash`,
        [now, limit],
      );
      return rowCount ?? 0;
    },
  };
}

function toSession({ subject, email, name, authTime, expiresAt }: Row): LiveSession {
  return { user: { subject, email, name }, authTime, expiresAt };
}
