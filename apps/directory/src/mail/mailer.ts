/** A mail in words. */
export interface OutgoingMail {
  /** UUID, the same at each attempt. */
  mailId: string;
  /** E-mail address. */
  to: string;
  /** Subject line. */
  subjectLine: string;
  /** Plain text. */
  text: string;
  createTime: Date;
}

/** Gets mails away. */
export interface Mailer {
  /**
   * Resolves when somebody else has taken responsibility for the mail.
   *
   * @throws MailFailure
   */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}

/** What may be said of a failure: codes, and nothing of what a server answered, which repeats addresses. */
export interface MailFailureFacts {
  /** Of the library, for example "ETLS". */
  code?: string | undefined;
  /** SMTP command that failed. */
  command?: string | undefined;
  /** SMTP reply code. */
  responseCode?: number | undefined;
}

/** A mail that did not get away. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';

  /** @param isFinal whether another attempt makes no difference: the server does not know the address */
  constructor(
    readonly facts: MailFailureFacts,
    readonly isFinal: boolean,
  ) {
    super('the mail did not get away');
  }
}
