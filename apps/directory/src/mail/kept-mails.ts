import type { Pool } from 'pg';
import type { Mailer, OutgoingMail } from './mailer';

/** Mails of a development installation, for its developers to read. */
export interface KeptMails {
  /** Takes mails in the place of a server, and forgets all but the latest 50. */
  mailer: Mailer;
  /** Lists them, newest first. */
  list(): Promise<OutgoingMail[]>;
}

const mostKept = 50;

/** Creates them. They hold links that are as good as passwords: never where people have accounts. */
export function createKeptMails(pool: Pool): KeptMails {
  return {
    mailer: {
      async send({ mailId, to, subjectLine, text, createTime }) {
        await pool.query(
          `INSERT INTO kept_mails (mail_id, recipient, subject_line, body, created_at)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mail_id) DO NOTHING`,
          [mailId, to, subjectLine, text, createTime],
        );
        await pool.query(
          `DELETE FROM kept_mails WHERE mail_id IN (
             SELECT mail_id FROM kept_mails ORDER BY created_at DESC, mail_id OFFSET $1
           )`,
          [mostKept],
        );
      },
    },
    async list() {
      const { rows } = await pool.query<OutgoingMail>(
        `SELECT mail_id AS "mailId", recipient AS "to", subject_line AS "subjectLine", body AS text,
           created_at AS "createTime"
         FROM kept_mails ORDER BY created_at DESC, mail_id LIMIT $1`,
        [mostKept],
      );
      return rows;
    },
  };
}
