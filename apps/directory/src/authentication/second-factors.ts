import type { Pool, PoolClient } from 'pg';

/** What a user can show beside a password. */
export interface OwnedFactors {
  passkeys: number;
  /** Whether there is an authenticator application. */
  totp: boolean;
  /** Those that still work. */
  recoveryCodes: number;
}

/** Tells what users can show beside a password. */
export interface SecondFactors {
  /** Nothing for an unknown user. */
  find(subject: string): Promise<OwnedFactors>;
}

/** Creates it on a pool or a transaction. */
export function createSecondFactors(db: Pool | PoolClient): SecondFactors {
  return {
    async find(subject) {
      const { rows } = await db.query<OwnedFactors>(
        `SELECT
           (SELECT count(*)::integer FROM passkeys WHERE subject = $1) AS passkeys,
           EXISTS (SELECT FROM totp WHERE subject = $1) AS totp,
           (SELECT count(*)::integer FROM recovery_codes WHERE subject = $1) AS "recoveryCodes"`,
        [subject],
      );
      return rows[0] ?? { passkeys: 0, totp: false, recoveryCodes: 0 };
    },
  };
}

/** Says whether a user can show more than a password. Recovery codes alone are none: they stand in for one. */
export function hasSecondFactor({ passkeys, totp }: OwnedFactors): boolean {
  return passkeys > 0 || totp;
}
