import { randomBytes, randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  ChangePasswordResponseSchema,
  CompleteSignUpResponseSchema,
  ConfirmEmailResponseSchema,
  DeleteUserResponseSchema,
  EmailLinkPurpose,
  ExportUserResponseSchema,
  GetAccountRulesResponseSchema,
  GetEmailLinkResponseSchema,
  PasswordProblem,
  ResetPasswordResponseSchema,
  SendEmailLinkResponseSchema,
  type Authentication,
  type Session,
  type UserService,
} from '@latchkey/contracts';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import type { TestUser } from './in-memory-directory';

/** A mail with a link. */
export interface LinkMail {
  purpose: EmailLinkPurpose;
  email: string;
  language: string;
  continuation: string;
  remoteAddress: string;
  /** Secret of the link. */
  token: string;
}

/** What the fake works on. */
export interface InMemoryAccountsOptions {
  clock: () => Date;
  people: TestUser[];
  /** Live sessions by their token. */
  sessions: Map<string, Session>;
  /** Begins an authentication with a password. */
  begin: (subject: string) => Authentication;
}

interface Link {
  purpose: EmailLinkPurpose;
  email: string;
  /** Whose address is to change. */
  subject: string | undefined;
  expireTime: Date;
}

const linkLifetimeMilliseconds = 3_600_000;
const recentMilliseconds = 600_000;

/** Keeps accounts in memory, and answers as the contract of UserService says. */
export function inMemoryAccounts({ clock, people, sessions, begin }: InMemoryAccountsOptions) {
  const rules = { signUpOpen: true, passwordMinimumLength: 12, mailsAreKept: false };
  const mails: LinkMail[] = [];
  const links = new Map<string, Link>();

  const liveSession = (token = '') => {
    const session = sessions.get(token);
    if (!session?.user || !session.authTime) throw new RpcError('UNAUTHENTICATED', 'no such session');
    return { subject: session.user.subject, authTime: timestampDate(session.authTime) };
  };
  const recentSession = (token: string | undefined) => {
    const session = liveSession(token);
    if (clock().getTime() - session.authTime.getTime() > recentMilliseconds) {
      throw new RpcError('FAILED_PRECONDITION', 'signed in too long ago');
    }
    return session;
  };
  const bySubject = (subject: string | undefined) => {
    const person = people.find((one) => one.subject === subject);
    if (!person) throw new Error('a session of nobody');
    return person;
  };
  const findLink = (token = '') => {
    const link = links.get(token);
    if (!link || link.expireTime <= clock()) throw new RpcError('NOT_FOUND', 'no such link');
    return link;
  };
  const problemWith = (password: string, account: { name?: string; email: string }) => {
    if (password.length < rules.passwordMinimumLength) return PasswordProblem.TOO_SHORT;
    if (password.length > 256) return PasswordProblem.TOO_LONG;
    if (password === 'password1234') return PasswordProblem.COMMON;
    return password === account.email ? PasswordProblem.LIKE_ACCOUNT : undefined;
  };
  const refused = (value: PasswordProblem) => ({ outcome: { case: 'passwordProblem' as const, value } });
  const accepted = (subject: string) => ({
    outcome: { case: 'authentication' as const, value: begin(subject) },
  });
  const endSessions = (subject: string, except?: string) => {
    for (const [token, { user }] of sessions) {
      if (user?.subject === subject && token !== except) sessions.delete(token);
    }
  };

  const service: RpcClient<typeof UserService> = {
    getAccountRules: async () => create(GetAccountRulesResponseSchema, rules),
    async sendEmailLink({
      purpose = EmailLinkPurpose.UNSPECIFIED,
      email = '',
      sessionToken,
      language = '',
      continuation = '',
      remoteAddress = '',
    }) {
      if (purpose === EmailLinkPurpose.SIGN_UP && !rules.signUpOpen) {
        throw new RpcError('FAILED_PRECONDITION', 'sign-up is closed');
      }
      const isChange = purpose === EmailLinkPurpose.CHANGE_EMAIL;
      const subject = isChange ? recentSession(sessionToken).subject : undefined;
      if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new RpcError('INVALID_ARGUMENT', 'no address');
      const token = randomBytes(32).toString('base64url');
      const expireTime = new Date(clock().getTime() + linkLifetimeMilliseconds);
      links.set(token, { purpose, email, subject, expireTime });
      mails.push({ purpose, email, language, continuation, remoteAddress, token });
      return create(SendEmailLinkResponseSchema);
    },
    async getEmailLink({ linkToken }) {
      const { purpose, email, expireTime } = findLink(linkToken);
      return create(GetEmailLinkResponseSchema, {
        purpose,
        email,
        expireTime: timestampFromDate(expireTime),
      });
    },
    async completeSignUp({ linkToken = '', name = '', password = '' }) {
      const { email } = findLink(linkToken);
      const problem = problemWith(password, { name, email });
      if (problem) return create(CompleteSignUpResponseSchema, refused(problem));
      links.delete(linkToken);
      const subject = `user-${randomUUID()}`;
      people.push({ subject, email, name, password });
      return create(CompleteSignUpResponseSchema, accepted(subject));
    },
    async resetPassword({ linkToken = '', password = '' }) {
      const { email } = findLink(linkToken);
      const problem = problemWith(password, { email });
      if (problem) return create(ResetPasswordResponseSchema, refused(problem));
      links.delete(linkToken);
      const person = people.find((one) => one.email === email);
      if (!person) throw new RpcError('NOT_FOUND', 'no such link');
      person.password = password;
      endSessions(person.subject);
      return create(ResetPasswordResponseSchema, accepted(person.subject));
    },
    async confirmEmail({ linkToken = '', sessionToken }) {
      const { email, subject } = findLink(linkToken);
      if (liveSession(sessionToken).subject !== subject) throw new RpcError('PERMISSION_DENIED', 'another');
      if (people.some((one) => one.email === email)) throw new RpcError('ALREADY_EXISTS', 'taken');
      links.delete(linkToken);
      const person = bySubject(subject);
      person.email = email;
      for (const { user } of sessions.values()) {
        if (user && user.subject === subject) user.email = email;
      }
      return create(ConfirmEmailResponseSchema, {
        user: { subject: person.subject, email, name: person.name },
      });
    },
    async changePassword({ sessionToken, currentPassword, newPassword = '' }) {
      const person = bySubject(liveSession(sessionToken).subject);
      if (person.password !== currentPassword) throw new RpcError('PERMISSION_DENIED', 'wrong password');
      const passwordProblem = problemWith(newPassword, person);
      if (passwordProblem) return create(ChangePasswordResponseSchema, { passwordProblem });
      person.password = newPassword;
      endSessions(person.subject, sessionToken);
      return create(ChangePasswordResponseSchema);
    },
    async exportUser({ sessionToken }) {
      const { subject, email, name } = bySubject(liveSession(sessionToken).subject);
      return create(ExportUserResponseSchema, {
        userJson: JSON.stringify({ account: { subject, email, name } }),
      });
    },
    async deleteUser({ sessionToken }) {
      const person = bySubject(recentSession(sessionToken).subject);
      people.splice(people.indexOf(person), 1);
      endSessions(person.subject);
      return create(DeleteUserResponseSchema);
    },
  };
  return {
    service,
    people,
    /** Rules for accounts, for a test to change. */
    rules,
    /** Every mail with a link, in order. */
    mails,
    /** Path and query of the link in the latest mail. */
    latestLink() {
      const mail = mails.at(-1);
      if (!mail) throw new Error('no mail was sent');
      const path = {
        [EmailLinkPurpose.UNSPECIFIED]: '',
        [EmailLinkPurpose.SIGN_UP]: '/email/sign-up',
        [EmailLinkPurpose.RESET_PASSWORD]: '/email/reset-password',
        [EmailLinkPurpose.CHANGE_EMAIL]: '/email/change-email',
      }[mail.purpose];
      return `${path}?token=${mail.token}&${mail.continuation}`;
    },
  };
}
