import type { Logger } from '@latchkey/service-kit';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { listenForChanges } from '../change-listener';
import { createEmailLinkRepository } from '../email-link/email-links';
import { createUserRepository } from '../user/user-repository';
import type { MailBrand } from './compose-mail';
import { createKeptMails, type KeptMails } from './kept-mails';
import { startMailSender } from './mail-sender';
import { createOutbox } from './outbox';
import { createSmtpMailer } from './smtp-mailer';
import type { SmtpServerAddress } from './smtp-server';
import { createMailWriter } from './write-mail';

/** What sending mails needs. */
export interface MailOptions {
  pool: Pool;
  connectionString: string;
  /** Where mails are handed in, and which address they come from; they are kept for developers without it. */
  smtp: { server: SmtpServerAddress; from: string } | undefined;
  brand: MailBrand;
  signUpOpen: boolean;
  clock: () => Date;
  logger: Logger;
  metrics: Registry;
}

/** Mail that is on its way. */
export interface RunningMail {
  /** Undefined where mails are sent. */
  keptMails: KeptMails | undefined;
  /** Stops; what is being sent has five seconds. */
  close(): Promise<void>;
}

/**
 * Starts to send what is in the outbox, as soon as it is there, whichever replica put it in.
 *
 * @throws Error when the connection that hears of it cannot be opened
 */
export async function startMail(options: MailOptions): Promise<RunningMail> {
  const { pool, connectionString, smtp, brand, signUpOpen, clock, logger, metrics } = options;
  const keptMails = createKeptMails(pool);
  const sender = startMailSender({
    outbox: createOutbox(pool),
    write: createMailWriter({
      users: createUserRepository(pool),
      links: createEmailLinkRepository(pool),
      brand,
      signUpOpen,
      clock,
    }),
    mailer: smtp ? createSmtpMailer({ ...smtp, brandName: brand.brandName }) : keptMails.mailer,
    clock,
    logger,
    metrics,
  });
  const listener = await listenForChanges({
    connectionString,
    channel: 'outbox',
    onConnected: async () => sender.wake(),
    onNotification: () => sender.wake(),
    logger,
  }).catch(async (error: unknown) => {
    await sender.close();
    throw error;
  });
  return {
    keptMails: smtp ? undefined : keptMails,
    async close() {
      await listener.close();
      await sender.close();
    },
  };
}
