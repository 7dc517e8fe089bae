import type { Language } from '@latchkey/ui';
import type { Pool, PoolClient } from 'pg';
import type { LinkPurpose } from './link-purpose';

/** A link that was mailed. */
export interface EmailLink {
  /** SHA-256 of its token. */
  tokenHash: Buffer;
  purpose: LinkPurpose;
  /** Where it was mailed to. */
  email: string;
  /** Whose account it is about; null at sign-up. */
  subject: string | null;
  /** Of its mail. */
  language: Language;
  expiresAt: Date;
}

/** Reads and writes links. */
export interface EmailLinkRepository {
  /** Stores the link that a waiting mail is to hold; returns whether it did: the mail may have been withdrawn. */
  create(link: EmailLink, mailId: string): Promise<boolean>;
  /** Returns a link that works. */
  find(tokenHash: Buffer, now: Date): Promise<EmailLink | undefined>;
  /** Uses a link up and returns it: of any number of callers one gets it. */
  consumeOnce(tokenHash: Buffer, purpose: LinkPurpose, now: Date): Promise<EmailLink | undefined>;
  /** Drops what else was mailed for an address to make an account with. */
  deleteSignUps(email: string): Promise<void>;
  /** Drops the links of a user. */
  deleteOfUser(subject: string): Promise<void>;
  /** Drops at most `limit` links that have ended, passing over those in use; returns how many. */
  deleteExpired(now: Date, limit: number): Promise<number>;
}

/** How long a link works. */
export const linkLifetimeSeconds = 60 * 60;

const columns = `token_hash AS "tokenHash", purpose, email, subject, language, expires_at AS "expiresAt"`;

/** Creates the repository on a pool or a transaction. */
export function createEmailLinkRepository(db: Pool | PoolClient): EmailLinkRepository {
  return {
    async create({ tokenHash, purpose, email, subject, language, expiresAt }, mailId) {
      // The lock: whoever withdraws the mail drops this link as well, or comes first.
      const { rowCount } = await db.query(
        `WITH mail AS MATERIALIZED (SELECT mail_id FROM outbox WHERE mail_id = $7 FOR KEY SHARE)
         INSERT INTO email_links (token_hash, purpose, email, subject, language, expires_at)
         SELECT $1, $2, $3, $4, $5, $6 FROM mail`,
        [tokenHash, purpose, email, subject, language, expiresAt, mailId],
      );
      return rowCount === 1;
    },
    async find(tokenHash, now) {
      const { rows } = await db.query<EmailLink>(
        `SELECT ${columns} FROM email_links WHERE token_hash = $1 AND expires_at > $2`,
        [tokenHash, now],
      );
      return rows[0];
    },
    async consumeOnce(tokenHash, purpose, now) {
      const { rows } = await db.query<EmailLink>(
        `DELETE FROM email_links WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING ${columns}`,
        [tokenHash, purpose, now],
      );
      return rows[0];
    },
    async deleteSignUps(email) {
      await db.query(`DELETE FROM email_links WHERE email = $1 AND purpose = 'sign_up'`, [email]);
    },
    async deleteOfUser(subject) {
      await db.query(`DELETE FROM email_links WHERE subject = $1`, [subject]);
    },
    async deleteExpired(now, limit) {
      const { rowCount } = await db.query(
        `WITH expired AS MATERIALIZED (
           SELECT token_hash FROM email_links WHERE expires_at <= $1
           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         DELETE FROM email_links USING expired WHERE email_links.token_hash = expired.token_hash`,
        [now, limit],
      );
      return rowCount ?? 0;
    },
  };
}
