import { RpcError } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { normalizeEmail } from './email';
import { normalizePassword } from './password';
import type { PasswordHasher } from './password-hasher';
import type { User, UserRepository, UserWithPassword } from './user-repository';

/** What checking credentials needs. */
export interface AuthenticationDependencies {
  users: Pick<UserRepository, 'findByEmail' | 'replacePasswordHash'>;
  passwords: PasswordHasher;
  logger: Logger;
}

/** An e-mail address and a password, as typed. */
export interface Credentials {
  email: string;
  password: string;
}

/**
 * Returns the user with this e-mail address and password. Whether it was the address or the password that
 * is wrong shows neither in the error nor in the time it takes.
 *
 * @throws RpcError UNAUTHENTICATED when either is wrong
 * @throws OAuthError `temporarily_unavailable` when too many checks wait
 */
export async function authenticateUser(
  { users, passwords, logger }: AuthenticationDependencies,
  credentials: Credentials,
  signal?: AbortSignal,
): Promise<User> {
  const email = normalizeEmail(credentials.email);
  const password = normalizePassword(credentials.password);
  // Refusing at once tells nothing: it does not depend on who has an account.
  if (password === undefined) throw wrongCredentials();
  const user = email === undefined ? undefined : await users.findByEmail(email);
  const matches = await passwords.verify(user?.passwordHash, password, signal);
  if (!user || !matches) throw wrongCredentials();
  if (!passwords.isCurrent(user.passwordHash)) {
    // The new hash can wait for the next sign-in; the user cannot.
    await renewHash({ users, passwords }, user, password).catch((error) =>
      logger.warn({ error, subject: user.subject }, 'password hash not renewed'),
    );
  }
  return user;
}

async function renewHash(
  { users, passwords }: Pick<AuthenticationDependencies, 'users' | 'passwords'>,
  { subject, passwordHash }: UserWithPassword,
  password: string,
): Promise<void> {
  await users.replacePasswordHash(subject, passwordHash, await passwords.hash(password));
}

function wrongCredentials(): RpcError {
  return new RpcError('UNAUTHENTICATED', 'e-mail address or password is wrong');
}
