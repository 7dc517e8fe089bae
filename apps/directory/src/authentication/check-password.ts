import { RpcError } from '@latchkey/rpc';
import { networkOf, type Logger } from '@latchkey/service-kit';
import { directoryEvent, type DirectoryEvent } from '../audit/audit-event';
import type { AuditLog } from '../audit/audit-log';
import type { AdmittedSignIn, SignInThrottle } from '../throttle/sign-in-throttle';
import { recordedAddress } from './recorded-address';
import { normalizeEmail } from '../user/email';
import { normalizePassword } from '../user/password';
import type { PasswordHasher } from '../user/password-hasher';
import type { UserRepository, UserWithPassword } from '../user/user-repository';

/** What checking passwords needs. */
export interface PasswordDependencies {
  users: Pick<UserRepository, 'findByEmail' | 'replacePasswordHash'>;
  passwords: PasswordHasher;
  throttle: SignInThrottle;
  audit: Pick<AuditLog, 'record'>;
  clock: () => Date;
  logger: Logger;
}

/** An e-mail address and a password, as typed, and where. */
export interface Credentials {
  email: string;
  password: string;
  /** Of the browser; what is no address is one unknown place. */
  remoteAddress: string;
}

/**
 * Returns the user with this e-mail address and password. Whether it was the address or the password that
 * is wrong shows neither in the error nor in the time it takes. The audit log has what failed, and nothing of an
 * e-mail address that is nobody's: it may be a password typed in the wrong place.
 *
 * @throws RpcError UNAUTHENTICATED when either is wrong, RESOURCE_EXHAUSTED when too many have failed
 * @throws OAuthError `temporarily_unavailable` when too many checks wait
 */
export async function checkPassword(
  dependencies: PasswordDependencies,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<UserWithPassword> {
  const { users, passwords, throttle, logger } = dependencies;
  const email = normalizeEmail(credentials.email);
  const password = normalizePassword(credentials.password);
  // Refusing at once tells nothing: it does not depend on who has an account.
  if (password === undefined) throw wrongCredentials();
  const remoteAddress = recordedAddress(credentials.remoteAddress);
  const network = networkOf(remoteAddress);
  const attempt = await throttle.admit({ email, network });
  const { user, matches } = await check({ users, passwords }, email, password, signal).catch(
    async (error: unknown) => {
      await attempt.withdraw();
      throw error;
    },
  );
  if (!user || !matches) {
    await recordFailure(dependencies, attempt, { subject: user?.subject ?? '', remoteAddress });
    throw wrongCredentials();
  }
  await attempt.succeed(user.subject);
  if (!passwords.isCurrent(user.passwordHash)) {
    // The new hash can wait for the next sign-in; the user cannot.
    await renewHash({ users, passwords }, user, password).catch((error) =>
      logger.warn({ error, subject: user.subject }, 'password hash not renewed'),
    );
  }
  return user;
}

type Checks = Pick<PasswordDependencies, 'users' | 'passwords'>;

async function check(
  { users, passwords }: Checks,
  email: string | undefined,
  password: string,
  signal: AbortSignal | undefined,
): Promise<{ user: UserWithPassword | undefined; matches: boolean }> {
  const user = email === undefined ? undefined : await users.findByEmail(email);
  return { user, matches: await passwords.verify(user?.passwordHash, password, signal) };
}

async function renewHash(
  { users, passwords }: Checks,
  { subject, passwordHash }: UserWithPassword,
  password: string,
): Promise<void> {
  await users.replacePasswordHash(subject, passwordHash, await passwords.hash(password));
}

type Recording = Pick<PasswordDependencies, 'audit' | 'clock'>;
type Place = { subject: string; remoteAddress: string };

/** That a bound is reached is recorded with the failure that reaches it: what is refused then costs nothing. */
async function recordFailure(recording: Recording, { reached }: AdmittedSignIn, place: Place): Promise<void> {
  const bounds = reached.join(' ');
  await recordEvents(recording, place, [
    { type: 'user.sign_in_failed' },
    ...(bounds === '' ? [] : [{ type: 'user.sign_in_throttled' as const, details: { bounds } }]),
  ]);
}

async function recordEvents(
  { audit, clock }: Recording,
  place: Place,
  events: Pick<DirectoryEvent, 'type' | 'details'>[],
): Promise<void> {
  await audit.record(events.map((event) => directoryEvent({ eventTime: clock(), ...place, ...event })));
}

function wrongCredentials(): RpcError {
  return new RpcError('UNAUTHENTICATED', 'e-mail address or password is wrong');
}
