import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EphemeralStore } from '@latchkey/storage';

/** What a challenge is for: it is good for nothing else. */
export interface ChallengePurpose {
  ceremony: 'sign_in' | 'second_factor' | 'registration';
  /** User whom it is for; empty at sign-in, where nobody is known yet. */
  subject: string;
}

/**
 * Challenges of passkeys (Web Authentication Level 3 section 13.4.3): 128 random bits, the end, and a MAC that binds
 * both to the purpose. So a page that asks for a passkey writes nothing; what was used is remembered to its end.
 */
export interface Challenges {
  /** Makes a challenge, as base64url. */
  create(purpose: ChallengePurpose): string;
  /** Says whether a challenge was made here for this purpose, and has not ended. */
  isGood(challenge: string, purpose: ChallengePurpose): boolean;
  /** Uses up a challenge that is good: true for one caller alone. */
  useUp(challenge: string): Promise<boolean>;
}

/** What challenges need. */
export interface ChallengeDependencies {
  /** 32 bytes, for nothing else. */
  key: Buffer;
  store: Pick<EphemeralStore, 'putIfAbsent'>;
  clock: () => Date;
}

/** How long a challenge is good. */
export const challengeSeconds = 10 * 60;

// By so much the clock of another replica may be behind this one's.
const toleranceSeconds = 10;

const [randomLength, timeLength] = [16, 6];
const contentLength = randomLength + timeLength;
// With the 32 bytes of the MAC, which make 54 in all.
const challengePattern = /^[A-Za-z0-9_-]{72}$/;

/** Creates them. */
export function createChallenges({ key, store, clock }: ChallengeDependencies): Challenges {
  const mac = (content: Buffer, { ceremony, subject }: ChallengePurpose) =>
    createHmac('sha256', key)
      .update(JSON.stringify([ceremony, subject, content.toString('base64url')]))
      .digest();

  return {
    create(purpose) {
      const content = Buffer.alloc(contentLength);
      randomBytes(randomLength).copy(content);
      content.writeUIntBE(clock().getTime() + challengeSeconds * 1000, randomLength, timeLength);
      return Buffer.concat([content, mac(content, purpose)]).toString('base64url');
    },
    isGood(challenge, purpose) {
      if (!challengePattern.test(challenge)) return false;
      const bytes = Buffer.from(challenge, 'base64url');
      const content = bytes.subarray(0, contentLength);
      return (
        timingSafeEqual(bytes.subarray(contentLength), mac(content, purpose)) && endOf(content) > clock()
      );
    },
    async useUp(challenge) {
      const content = Buffer.from(challenge, 'base64url').subarray(0, contentLength);
      const secondsLeft = (endOf(content).getTime() - clock().getTime()) / 1000;
      if (secondsLeft <= 0) return false;
      const name = content.subarray(0, randomLength).toString('base64url');
      return store.putIfAbsent(`passkey_challenge:${name}`, '1', secondsLeft + toleranceSeconds);
    },
  };
}

function endOf(content: Buffer): Date {
  return new Date(content.readUIntBE(randomLength, timeLength));
}
