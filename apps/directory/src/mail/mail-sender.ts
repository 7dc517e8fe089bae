import type { Logger } from '@latchkey/service-kit';
import { Counter, type Registry } from 'prom-client';
import { MailFailure, type Mailer, type OutgoingMail } from './mailer';
import { mostAttempts, type Outbox, type WaitingMail } from './outbox';

/** What a sender needs. */
export interface MailSenderDependencies {
  outbox: Pick<Outbox, 'claim' | 'remove'>;
  /** Puts a mail into words; undefined when there is nothing left to say. */
  write(mail: WaitingMail): Promise<OutgoingMail | undefined>;
  mailer: Mailer;
  clock: () => Date;
  logger: Logger;
  metrics: Registry;
}

/** Sends the mails that wait. */
export interface MailSender {
  /** Looks into the outbox at once, or when it has sent what it has in hand. */
  wake(): void;
  /** Stops; what is being sent has five seconds. */
  close(): Promise<void>;
}

/** Mails under way at once. */
const batchSize = 10;
const pollMilliseconds = 15_000;
/** Less than a claim lasts, so that nobody else has the mail in hand meanwhile. */
const sendMilliseconds = 40_000;
const farewellMilliseconds = 5_000;

/**
 * Starts to send what waits. Every replica may run one: each mail is in one's hand at a time. A mail whose
 * sender dies is sent by another, and goes out twice only if it died between the server's word and its own.
 */
export function startMailSender(dependencies: MailSenderDependencies): MailSender {
  const { outbox, clock, logger } = dependencies;
  const send = createSending(dependencies);
  const leaving = new AbortController();
  let [wanted, closed] = [false, false];
  let running: Promise<void> | undefined;

  const run = async () => {
    while (wanted && !closed) {
      wanted = false;
      await sendDue().catch((error: unknown) => logger.warn({ error }, 'mails not sent, trying again later'));
    }
    running = undefined;
  };
  const sendDue = async () => {
    for (;;) {
      const mails = await outbox.claim(clock(), batchSize);
      const sent = await Promise.all(mails.map((mail) => send(mail, leaving.signal)));
      // When a server is away, it is not asked again for every mail that waits.
      if (closed || mails.length < batchSize || !sent.includes(true)) return;
    }
  };
  const wake = () => {
    if (closed) return;
    wanted = true;
    running ??= run();
  };
  const timer = setInterval(wake, pollMilliseconds).unref();
  wake();

  return {
    wake,
    async close() {
      closed = true;
      clearInterval(timer);
      const farewell = setTimeout(() => leaving.abort(), farewellMilliseconds).unref();
      await running;
      clearTimeout(farewell);
    },
  };
}

/** Returns what sends one mail, never rejects, and says whether the mail is out of the way. */
function createSending({ outbox, write, mailer, logger, metrics }: MailSenderDependencies) {
  const mails = new Counter({
    name: 'latchkey_directory_mails_total',
    help: 'Attempts to send a mail, by kind and outcome: sent, failed (another follows) or given_up',
    labelNames: ['kind', 'outcome'],
    registers: [metrics],
  });

  return async (mail: WaitingMail, leaving: AbortSignal): Promise<boolean> => {
    const { mailId, kind, attempts } = mail;
    const facts = { mailId, kind, attempts };
    try {
      const written = await write(mail);
      const signal = AbortSignal.any([leaving, AbortSignal.timeout(sendMilliseconds)]);
      if (written) await mailer.send(written, signal);
      await outbox.remove(mailId);
      mails.inc({ kind, outcome: 'sent' });
      return true;
    } catch (error) {
      // Of a failure to send, codes alone: what servers answer names people.
      const reason = error instanceof MailFailure ? error.facts : { error };
      const isFinal = attempts >= mostAttempts || (error instanceof MailFailure && error.isFinal);
      mails.inc({ kind, outcome: isFinal ? 'given_up' : 'failed' });
      if (!isFinal) {
        logger.warn({ ...facts, ...reason }, 'mail not sent, trying again later');
        return false;
      }
      logger.error({ ...facts, ...reason }, 'mail given up');
      await outbox
        .remove(mailId)
        .catch((failure: unknown) => logger.warn({ ...facts, error: failure }, 'mail not dropped'));
      return true;
    }
  };
}
