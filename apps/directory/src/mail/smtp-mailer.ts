import { createTransport } from 'nodemailer';
import { MailFailure, type Mailer, type MailFailureFacts } from './mailer';
import type { SmtpServerAddress } from './smtp-server';

/** How mails are sent. */
export interface SmtpMailerOptions {
  server: SmtpServerAddress;
  /** E-mail address that mails come from. */
  from: string;
  /** Name that mails come from. */
  brandName: string;
  /** PEM of the authorities that vouch for the server; those of the system when left out. */
  authorities?: Buffer;
}

const unsendable = /[\s\p{Cc}<>,;:()[\]"\\]/u;
const connectMilliseconds = 5_000;
const silenceMilliseconds = 10_000;

/** Creates a mailer that opens a connection for each mail: they are few, and none is left half open. */
export function createSmtpMailer({ server, from, brandName, authorities }: SmtpMailerOptions): Mailer {
  const { host, port, implicitTls, requireTls, credentials } = server;
  const transport = createTransport({
    host,
    port,
    secure: implicitTls,
    requireTLS: requireTls && !implicitTls,
    auth: credentials,
    tls: { minVersion: 'TLSv1.2', ...(authorities && { ca: authorities }) },
    dnsTimeout: connectMilliseconds,
    connectionTimeout: connectMilliseconds,
    greetingTimeout: connectMilliseconds,
    socketTimeout: silenceMilliseconds,
    // What mails say is text, never the name of something to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@/, '');
  return {
    async send({ mailId, to, subjectLine, text, createTime }, signal) {
      // The library would mend such an address, and hand the mail to somebody whom nobody meant.
      if (unsendable.test(to)) throw new MailFailure({ code: 'EENVELOPE' }, true);
      await transport
        .sendMail({
          from: { name: brandName, address: from },
          to: { name: '', address: to },
          envelope: { from, to: [to] },
          subject: subjectLine,
          text,
          date: createTime,
          // The same at each attempt: who gets a mail twice can tell.
          messageId: `<${mailId}@${domain}>`,
          // RFC 3834 §5: nobody's absence is told to a machine.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        })
        .catch((error: unknown) => {
          throw toFailure(error as MailFailureFacts);
        });
    },
  };
}

/** RFC 5321 §4.2.1: 5yz to RCPT is for good. To anything else it speaks of us, which an operator can mend. */
function toFailure({ code, command, responseCode }: MailFailureFacts): MailFailure {
  const isFinal = command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500;
  return new MailFailure({ code, command, responseCode }, isFinal);
}
