import { acrOf, type AuthenticationMethod } from '@latchkey/oauth';
import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import type { AllowedAccess } from '../consent/consent';
import { allowedAccess } from '../consent/consent-repository';
import type { User } from '../user/user-repository';

/** A session as it is stored. */
export interface NewSession {
  /** SHA-256 of the session token. */
  tokenHash: Buffer;
  subject: string;
  /** What the user has shown. */
  methods: AuthenticationMethod[];
  /** When the user signed in. */
  authTime: Date;
  /** When the user began to show it: a password that was changed since then counts for nothing. */
  beginTime: Date;
  /** When it ends, however busy it is. */
  expiresAt: Date;
  remoteAddress: string;
  userAgent: string;
  /** Empty when it is not known. */
  region: string;
  /** Live session whose place it takes. */
  replacedSessionId?: string | undefined;
}

/** A live session. */
export interface LiveSession {
  /** UUID, which is no secret. */
  sessionId: string;
  user: User;
  authTime: Date;
  expiresAt: Date;
  lastSeen: Date;
  /** What the user has shown. */
  methods: AuthenticationMethod[];
  /** Where and in what the user signed in. */
  remoteAddress: string;
  userAgent: string;
  region: string;
}

/** The moments that decide whether a session lives. */
export interface SessionMoments {
  now: Date;
  /** A session not seen since then has ended. */
  idleSince: Date;
}

/** Which sessions of a user. */
export interface SessionSelection {
  subject: string;
  /** All when undefined. */
  sessionIds: string[] | undefined;
  /** One that is left alone. */
  exceptSessionId: string | undefined;
}

/** Reads and writes sessions. The audit log has those that begin and end, in the same transaction. */
export interface SessionRepository {
  /**
   * Stores a session and returns it. Undefined, and nothing has happened, when there is no such user, the password
   * was changed since the authentication began, a second factor was added that it does not show, or the session to
   * replace does not live.
   */
  create(session: NewSession, moments: SessionMoments): Promise<LiveSession | undefined>;
  /** Returns a live session and, unless it was seen since `touchSince`, notes that it is seen now. */
  findLiveAndTouch(
    tokenHash: Buffer,
    moments: SessionMoments & { touchSince: Date },
  ): Promise<LiveSession | undefined>;
  /** As `findLiveAndTouch`, and in the same statement what the user has allowed a client. */
  findLiveWithConsent(
    tokenHash: Buffer,
    clientId: string,
    moments: SessionMoments & { touchSince: Date },
  ): Promise<{ session: LiveSession; allowed: AllowedAccess[] } | undefined>;
  /** Lists the live sessions of a user, the one seen last first, at most `limit`. */
  listLive(subject: string, moments: SessionMoments, limit: number): Promise<LiveSession[]>;
  /** Ends sessions of a user; returns how many of them lived. */
  end(selection: SessionSelection, moments: SessionMoments): Promise<number>;
  /** Ends a session, if it lives. */
  endByToken(tokenHash: Buffer, moments: SessionMoments): Promise<void>;
  /** Drops at most `limit` sessions past their end, passing over those in use; returns how many. */
  deleteExpired(now: Date, limit: number): Promise<number>;
}

type Row = Omit<LiveSession, 'user'> & User;

const columns = `users.subject, users.email, users.name, session_id AS "sessionId", auth_time AS "authTime",
  expires_at AS "expiresAt", last_seen AS "lastSeen", amr AS methods, remote_address AS "remoteAddress",
  user_agent AS "userAgent", region`;

// Of two requests at once the second finds the row touched and leaves it: one write a period.
const touchAndSelect = (selected: string) =>
  `WITH touched AS (
     UPDATE sessions SET last_seen = $2
     WHERE token_hash = $1 AND expires_at > $2 AND last_seen > $3 AND last_seen <= $4
   )
   SELECT ${selected} FROM sessions JOIN users USING (subject)
   WHERE token_hash = $1 AND expires_at > $2 AND last_seen > $3`;
const selectLive = touchAndSelect(columns);
const selectLiveWithConsent = touchAndSelect(
  `${columns}, ${allowedAccess('users.subject', '$5::text')} AS allowed`,
);

/** Creates the repository. */
export function createSessionRepository(pool: Pool): SessionRepository {
  return {
    create: (session, moments) =>
      withTransaction(pool, (db) => createIn(db, session, moments)).catch((error: unknown) => {
        if (error instanceof NoSessionToReplace) return undefined;
        throw error;
      }),
    findLiveAndTouch: (tokenHash, moments) => findLiveAndTouch(pool, tokenHash, moments),
    async findLiveWithConsent(tokenHash, clientId, { now, idleSince, touchSince }) {
      const { rows } = await pool.query<Row & { allowed: AllowedAccess[] }>(selectLiveWithConsent, [
        tokenHash,
        now,
        idleSince,
        touchSince,
        clientId,
      ]);
      const row = rows[0];
      return row && { session: toTouched(row, now, touchSince), allowed: row.allowed };
    },
    async listLive(subject, { now, idleSince }, limit) {
      const { rows } = await pool.query<Row>(
        `SELECT ${columns} FROM sessions JOIN users USING (subject)
         WHERE subject = $1 AND expires_at > $2 AND last_seen > $3
         ORDER BY last_seen DESC, session_id LIMIT $4`,
        [subject, now, idleSince, limit],
      );
      return rows.map(toSession);
    },
    end: (selection, moments) => withTransaction(pool, (db) => endSessions(db, selection, moments)),
    async endByToken(tokenHash, moments) {
      await withTransaction(pool, (db) => endWhere(db, `token_hash = $3`, [tokenHash], moments));
    },
    async deleteExpired(now, limit) {
      const { rowCount } = await pool.query(
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

/** As the method of that name, also in the transaction of whoever changes something for who is signed in. */
export async function findLiveAndTouch(
  db: Pool | PoolClient,
  tokenHash: Buffer,
  { now, idleSince, touchSince }: SessionMoments & { touchSince: Date },
): Promise<LiveSession | undefined> {
  const { rows } = await db.query<Row>(selectLive, [tokenHash, now, idleSince, touchSince]);
  return rows[0] && toTouched(rows[0], now, touchSince);
}

/** Ends sessions of a user in the transaction of whoever changes what they rest on; returns how many lived. */
export function endSessions(
  db: PoolClient,
  { subject, sessionIds, exceptSessionId }: SessionSelection,
  moments: SessionMoments,
): Promise<number> {
  return endWhere(
    db,
    `subject = $3 AND ($4::uuid[] IS NULL OR session_id = ANY ($4)) AND session_id IS DISTINCT FROM $5`,
    [subject, sessionIds ?? null, exceptSessionId ?? null],
    moments,
  );
}

/**
 * Ends the sessions of a user that were begun with one factor alone, but for the one in which another was just
 * added, in its transaction and after the user's row is locked; returns how many lived. Whoever guards an account
 * with a second factor means those too who are in it already.
 */
export function endSingleFactorSessions(
  db: PoolClient,
  { subject, exceptSessionId }: { subject: string; exceptSessionId: string },
  moments: SessionMoments,
): Promise<number> {
  return endWhere(
    db,
    `subject = $3 AND session_id <> $4 AND 'mfa' <> ALL (amr)`,
    [subject, exceptSessionId],
    moments,
  );
}

class NoSessionToReplace extends Error {}

async function createIn(
  db: PoolClient,
  session: NewSession,
  moments: SessionMoments,
): Promise<LiveSession | undefined> {
  const { tokenHash, subject, methods, authTime, beginTime, expiresAt } = session;
  const { remoteAddress, userAgent, region, replacedSessionId } = session;
  // A change of the password, and a second factor that is added, end sessions: this one waits for either, and then
  // does not begin, or is among them.
  await db.query(`SELECT FROM users WHERE subject = $1 FOR SHARE`, [subject]);
  const { rows } = await db.query<Row>(
    `WITH created AS (
       INSERT INTO sessions
         (token_hash, subject, amr, auth_time, last_seen, expires_at, remote_address, user_agent, region)
       SELECT $1, subject, $3, $4::timestamptz, greatest($4, $5), $6, $7, $8, $9 FROM users
       WHERE subject = $2 AND password_changed_at <= $10 AND (
         'mfa' = ANY ($3::text[]) OR NOT EXISTS (
           SELECT FROM passkeys WHERE subject = $2 UNION ALL SELECT FROM totp WHERE subject = $2
         )
       )
       RETURNING subject, session_id, auth_time, expires_at, last_seen, amr, remote_address, user_agent, region
     )
     SELECT ${columns} FROM created JOIN users USING (subject)`,
    [
      tokenHash,
      subject,
      methods,
      authTime,
      moments.now,
      expiresAt,
      remoteAddress,
      userAgent,
      region,
      beginTime,
    ],
  );
  const created = rows[0] && toSession(rows[0]);
  if (!created) return undefined;
  if (replacedSessionId !== undefined) {
    const replaced = await endWhere(
      db,
      `subject = $3 AND session_id = $4`,
      [subject, replacedSessionId],
      moments,
    );
    if (replaced === 0) throw new NoSessionToReplace('the session to replace does not live');
  }
  await createAuditLog(db).record([
    directoryEvent({
      type: 'user.signed_in',
      eventTime: moments.now,
      subject,
      remoteAddress,
      details: { session_id: created.sessionId, acr: acrOf(methods) ?? '', amr: methods.join(' ') },
    }),
  ]);
  return created;
}

/** Ends sessions, in one order so that two calls do not wait for each other; returns how many of them lived. */
async function endWhere(
  db: PoolClient,
  condition: string,
  values: unknown[],
  { now, idleSince }: SessionMoments,
): Promise<number> {
  const { rows } = await db.query<{ subject: string; sessionId: string; lived: boolean }>(
    `WITH ended AS MATERIALIZED (
       SELECT token_hash FROM sessions WHERE ${condition} ORDER BY token_hash FOR UPDATE
     )
     DELETE FROM sessions USING ended WHERE sessions.token_hash = ended.token_hash
     RETURNING subject, session_id AS "sessionId", expires_at > $1 AND last_seen > $2 AS lived`,
    [now, idleSince, ...values],
  );
  const lived = rows.filter((session) => session.lived);
  await createAuditLog(db).record(
    lived.map(({ subject, sessionId }) =>
      directoryEvent({ type: 'session.ended', eventTime: now, subject, details: { session_id: sessionId } }),
    ),
  );
  return lived.length;
}

function toSession(row: Row): LiveSession {
  return {
    sessionId: row.sessionId,
    user: { subject: row.subject, email: row.email, name: row.name },
    authTime: row.authTime,
    expiresAt: row.expiresAt,
    lastSeen: row.lastSeen,
    methods: row.methods,
    remoteAddress: row.remoteAddress,
    userAgent: row.userAgent,
    region: row.region,
  };
}

/** The session of a row that was read as it stood before the statement touched it. */
function toTouched(row: Row, now: Date, touchSince: Date): LiveSession {
  const session = toSession(row);
  if (session.lastSeen <= touchSince) session.lastSeen = now;
  return session;
}
