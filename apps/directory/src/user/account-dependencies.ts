import type { Pool } from 'pg';
import type { Authentications } from '../authentication/authentications';
import type { EmailLinkRepository } from '../email-link/email-links';
import type { EmailLinkDependencies } from '../email-link/send-email-link';
import type { SessionGuard } from '../session/require-session';
import type { SessionLifetimes } from '../session/session-lifetimes';
import type { FailureCounter } from '../throttle/failure-counter';
import type { PasswordHasher } from './password-hasher';
import type { UserRepository } from './user-repository';

/** What serving accounts needs. Changes are made in transactions of the pool. */
export interface AccountDependencies extends Pick<EmailLinkDependencies, 'outbox' | 'throttle'> {
  pool: Pool;
  users: Pick<UserRepository, 'findBySubject'>;
  links: Pick<EmailLinkRepository, 'find'>;
  guard: SessionGuard;
  lifetimes: SessionLifetimes;
  authentications: Pick<Authentications, 'begin'>;
  passwords: PasswordHasher;
  /** Counts wrong passwords of people who are signed in. */
  failures: FailureCounter;
  /** Whether anybody may make an account. */
  signUpOpen: boolean;
  /** Whether mails are kept for developers to read. */
  mailsAreKept: boolean;
  clock: () => Date;
}
