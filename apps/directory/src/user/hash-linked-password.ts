import { OAuthError } from '@latchkey/oauth';
import type { EmailLink } from '../email-link/email-links';
import type { AccountDependencies } from './account-dependencies';

const mostHashes = 5;
const windowSeconds = 60 * 60;
const retryAfterSeconds = 60;

/**
 * Hashes a password that was chosen behind a link. A link works once, but only afterwards is it known which of
 * those who tried at once was first: so that one link cannot keep everybody else from signing in, five are hashed.
 *
 * @throws OAuthError `temporarily_unavailable` after five, and when too many passwords wait to be hashed
 */
export async function hashLinkedPassword(
  { passwords, failures, clock }: Pick<AccountDependencies, 'passwords' | 'failures' | 'clock'>,
  { tokenHash }: Pick<EmailLink, 'tokenHash'>,
  password: string,
  signal?: AbortSignal,
): Promise<string> {
  const bound = { key: `password for ${tokenHash.toString('hex')}`, most: mostHashes, windowSeconds };
  const counted = await failures.count([bound], clock());
  if (!counted) {
    throw new OAuthError('temporarily_unavailable', {
      description: 'too many passwords were chosen behind this link: try again later',
      retryAfterSeconds,
    });
  }
  return passwords.hash(password, signal).catch(async (error: unknown) => {
    await counted.takeBack();
    throw error;
  });
}
