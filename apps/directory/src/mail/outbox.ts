import type { Language } from '@latchkey/ui';
import type { Pool } from 'pg';
import type { LinkPurpose } from '../email-link/link-purpose';
import type { NoticeKind } from './notices';

/** What a mail is about. */
export type MailKind = LinkPurpose | NoticeKind;

/** A mail that waits to be sent: what is to be said, not yet in words, and no secret. */
export interface WaitingMail {
  /** UUID. */
  mailId: string;
  kind: MailKind;
  /** Normalised e-mail address. */
  recipient: string;
  /** Whom it is about; null when only the address is known. */
  subject: string | null;
  language: Language;
  /** Query that a link in it carries along, form-encoded. */
  continuation: string;
  /** How often it was tried, this time included. */
  attempts: number;
}

/** Holds the mails that wait. */
export interface Outbox {
  /** Adds a mail with a link; returns false, and adds nothing, when ten thousand mails wait. */
  addLink(mail: Omit<WaitingMail, 'mailId' | 'kind' | 'attempts'> & { kind: LinkPurpose }): Promise<boolean>;
  /**
   * Takes at most `limit` mails that are due, for a minute or more: whoever does not get one away in that time
   * leaves it to the next. The pause grows with each attempt, from a minute to an hour.
   */
  claim(now: Date, limit: number): Promise<WaitingMail[]>;
  /** Drops a mail that is sent, or will not be. */
  remove(mailId: string): Promise<void>;
}

/** Attempts at a mail: with the pauses between them they take a day. */
export const mostAttempts = 30;

/** Shortest time that a claim lasts. */
export const leastClaimSeconds = 60;

const longestPauseSeconds = 60 * 60;
const mostWaiting = 10_000;

/** Creates the outbox. */
export function createOutbox(pool: Pool): Outbox {
  return {
    async addLink({ kind, recipient, subject, language, continuation }) {
      const { rowCount } = await pool.query(
        `INSERT INTO outbox (kind, recipient, subject, language, continuation)
         SELECT $1, $2, $3, $4, $5
         WHERE (SELECT count(*) FROM (SELECT FROM outbox LIMIT $6) AS waiting) < $6`,
        [kind, recipient, subject, language, continuation, mostWaiting],
      );
      return rowCount === 1;
    },
    async claim(now, limit) {
      const { rows } = await pool.query<WaitingMail>(
        `WITH due AS MATERIALIZED (
           SELECT mail_id FROM outbox WHERE next_attempt_at <= $1
           ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         UPDATE outbox SET
           attempts = attempts + 1,
           next_attempt_at = $1::timestamptz + least($3 * 2 ^ attempts, $4) * interval '1 second'
         FROM due WHERE outbox.mail_id = due.mail_id
         RETURNING outbox.mail_id AS "mailId", kind, recipient, subject, language, continuation, attempts`,
        [now, limit, leastClaimSeconds, longestPauseSeconds],
      );
      return rows;
    },
    async remove(mailId) {
      await pool.query(`DELETE FROM outbox WHERE mail_id = $1`, [mailId]);
    },
  };
}
