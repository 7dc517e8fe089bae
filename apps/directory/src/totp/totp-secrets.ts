import { open, seal } from '@latchkey/service-kit';

/** A secret that is being set up. */
interface Enrolment {
  secret: string;
  /** Milliseconds. */
  endsAt: number;
}

/** Seals the secrets of authenticator applications: in the database, and at a user who sets one up. */
export interface TotpSecrets {
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
 * @param key 32 bytes, for nothing else
 */
export function createTotpSecrets(key: Buffer): TotpSecrets {
  // The user is part of the purpose: a sealed secret is no use in another user's row.
  const kept = (subject: string) => `totp ${subject}`;
  const enrolled = (subject: string) => `totp enrolment ${subject}`;
  return {
    seal: (subject, secret) => seal(Buffer.from(secret), key, kept(subject)),
    open: (subject, sealedSecret) => open(sealedSecret, key, kept(subject)).toString(),
    createEnrolment(subject, secret, now) {
      const enrolment: Enrolment = { secret, endsAt: now.getTime() + enrolmentSeconds * 1000 };
      return seal(Buffer.from(JSON.stringify(enrolment)), key, enrolled(subject)).toString('base64url');
    },
    openEnrolment(subject, enrolmentToken, now) {
      if (enrolmentToken.length > longestEnrolmentToken) return undefined;
      const enrolment = openOrNothing(Buffer.from(enrolmentToken, 'base64url'), key, enrolled(subject));
      if (!enrolment) return undefined;
      const { secret, endsAt } = JSON.parse(enrolment.toString()) as Enrolment;
      return endsAt > now.getTime() ? secret : undefined;
    },
  };
}

/** What others hand in may be anything: that it does not open is no fault of the server. */
function openOrNothing(sealed: Buffer, key: Buffer, purpose: string): Buffer | undefined {
  try {
    return open(sealed, key, purpose);
  } catch {
    return undefined;
  }
}
