import { defaultLanguage, isLanguage } from '@latchkey/ui';
import type { Pool, PoolClient } from 'pg';

/** What users are told by mail after it has happened to their accounts. */
export const noticeKinds = [
  'password_changed',
  'password_reset',
  'email_changed',
  'passkey_added',
  'passkey_removed',
  'totp_added',
  'totp_removed',
  'recovery_codes_replaced',
  'recovery_code_used',
  'account_deleted',
] as const;

/** One of {@link noticeKinds}. */
export type NoticeKind = (typeof noticeKinds)[number];

/** Something that a user has to know. */
export interface Notice {
  /** Whose account it happened to. */
  subject: string;
  kind: NoticeKind;
  /** As a caller says it; English for what is none of ours. */
  language: string;
}

/** Tells users what happened to their accounts. */
export interface Notices {
  /**
   * Puts a mail into the outbox, to the address that the user has at this moment: before a change of address,
   * that is the former one. Does nothing when there is no such user.
   */
  add(notice: Notice): Promise<void>;
}

/** Creates them on the transaction in which it happens, so that neither is without the other. */
export function createNotices(db: Pool | PoolClient): Notices {
  return {
    async add({ subject, kind, language }) {
      await db.query(
        `INSERT INTO outbox (kind, recipient, subject, language)
         SELECT $2, email, subject, $3 FROM users WHERE subject = $1`,
        [subject, kind, isLanguage(language) ? language : defaultLanguage],
      );
    },
  };
}
