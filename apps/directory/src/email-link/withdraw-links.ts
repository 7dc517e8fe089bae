import type { PoolClient } from 'pg';
import { createEmailLinkRepository } from './email-links';

/**
 * Drops what was mailed, or waits to be, to change an account with, in the transaction that changes who may: a link
 * in hand must not outlive that.
 */
export async function withdrawLinks(db: PoolClient, subject: string): Promise<void> {
  // First the mails, so that none of them gets a link after the links are gone. One to set a password waits for an
  // address, not for an account, and gets no link unless the account has it.
  await db.query(`DELETE FROM outbox WHERE subject = $1 AND kind = 'change_email'`, [subject]);
  await createEmailLinkRepository(db).deleteOfUser(subject);
}
