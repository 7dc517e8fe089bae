import { createLogger, createMetrics } from '@latchkey/service-kit';
import { createEmailLinkRepository } from '../email-link/email-links';
import { startMailSender } from '../mail/mail-sender';
import type { OutgoingMail } from '../mail/mailer';
import { createOutbox } from '../mail/outbox';
import { createMailWriter } from '../mail/write-mail';
import { createUserRepository } from '../user/user-repository';
import { eventually } from './eventually';
import { testPublicUrl, type TestDirectory } from './test-directory';

/** The mails of a directory, as those who get them see them. */
export interface Mailbox {
  /** Sends what waits, and returns all mails to an address so far, the latest first. */
  to(email: string): Promise<OutgoingMail[]>;
  /** As `to`, the token of the link in the latest. */
  tokenTo(email: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts to take the mails of a directory. */
export function startMailbox(
  { pool, now }: Pick<TestDirectory, 'pool' | 'now'>,
  { signUpOpen = true }: { signUpOpen?: boolean } = {},
): Mailbox {
  const mails: OutgoingMail[] = [];
  const sender = startMailSender({
    outbox: createOutbox(pool),
    write: createMailWriter({
      users: createUserRepository(pool),
      links: createEmailLinkRepository(pool),
      brand: { brandName: 'Latchkey', publicUrl: testPublicUrl },
      signUpOpen,
      clock: now,
    }),
    mailer: { send: async (mail) => void mails.unshift(mail) },
    clock: now,
    logger: createLogger({ service: 'directory', level: 'error' }),
    metrics: createMetrics('directory'),
  });
  const to = async (email: string) => {
    sender.wake();
    await eventually(async () => (await pool.query(`SELECT FROM outbox`)).rowCount === 0);
    return mails.filter((mail) => mail.to === email);
  };
  return {
    to,
    async tokenTo(email) {
      const [latest] = await to(email);
      const token = /[?&]token=([A-Za-z0-9_-]{43})/.exec(latest?.text ?? '')?.[1];
      if (token === undefined) throw new Error(`The latest mail to ${email} has no link: ${latest?.text}`);
      return token;
    },
    close: () => sender.close(),
  };
}
