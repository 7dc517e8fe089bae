import { open, seal } from '@latchkey/service-kit';
import { keyId, type MasterKeys } from '../keys';

/** A secret that is being set up. */
interface Enrolment {
  secret: string;
  /** Milliseconds. */
  endsAt: number;
}

/** Seals the secrets of authenticator applications: in the database, and at a user who sets one up. */
export interface TotpSecrets {
  /** Names the key that seals. */
  keyId: string;
  seal(subject: string, secret: string): Buffer;
  /** Opens what was sealed for this user. @throws Error for anything else */
  open(subject: string, sealedSecret: Buffer): string;
  /** Makes a token that holds a secret for this user and ten minutes, unreadable for others. */
  createEnrolment(subject: string, secret: string, now: Date): string;
  /** Returns the secret in such a token; undefined when it is another's, has ended or was made up. */
  openEnrolment(subject: string, enrolmentToken: string, now: Date): string | undefined;
}

const enrolmentSeconds = 10 * 60;
const longestEnrolmentToken = 512;

/**
 * Creates it.
 *
 * @param keys for nothing else
 */
export function createTotpSecrets(keys: MasterKeys): TotpSecrets {
  const { current } = keys;
  // The user is part of the purpose: a sealed secret is no use in another user's row.
  const kept = (subject: string) => `totp ${subject}`;
  const enrolled = (subject: string) => `totp enrolment ${subject}`;
  return {
    keyId: keyId(current),
    seal: (subject, secret) => seal(Buffer.from(secret), current, kept(subject)),
    open(subject, sealedSecret) {
      const secret = openWithEither(sealedSecret, keys, kept(subject));
      if (!secret) throw new Error('the secret is sealed for another user, or under another key');
      return secret.toString();
    },
    createEnrolment(subject, secret, now) {
      const enrolment: Enrolment = { secret, endsAt: now.getTime() + enrolmentSeconds * 1000 };
      return seal(Buffer.from(JSON.stringify(enrolment)), current, enrolled(subject)).toString('base64url');
    },
    openEnrolment(subject, enrolmentToken, now) {
      if (enrolmentToken.length > longestEnrolmentToken) return undefined;
      const sealed = Buffer.from(enrolmentToken, 'base64url');
      const enrolment = openWithEither(sealed, keys, enrolled(subject));
      if (!enrolment) return undefined;
      const { secret, endsAt } = JSON.parse(enrolment.toString()) as Enrolment;
      return endsAt > now.getTime() ? secret : undefined;
    },
  };
}

/** AES-GCM does not tell another key from changed bytes, and what others hand in may be anything. */
function openWithEither(
  sealed: Buffer,
  { current, previous }: MasterKeys,
  purpose: string,
): Buffer | undefined {
  for (const key of previous ? [current, previous] : [current]) {
    try {
      return open(sealed, key, purpose);
    } catch {
      // The other one may.
    }
  }
  return undefined;
}
