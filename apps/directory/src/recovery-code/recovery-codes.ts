import type { Pool, PoolClient } from 'pg';
import { createRecoveryCode, hashRecoveryCode } from './recovery-code';

/**
 * The recovery codes of users. Whoever adds or removes a second factor calls, in the same transaction and after
 * the change, `issueIfFirst` or `dropIfLast`: two such transactions of a user wait for each other there, so that
 * codes are given out once, and stay as long as there is what they stand in for.
 */
export interface RecoveryCodes {
  /** Makes ten codes and returns them as shown, or none when the user has some already. */
  issueIfFirst(subject: string): Promise<string[]>;
  /** Makes ten codes in place of those before, and returns them as shown. */
  replace(subject: string): Promise<string[]>;
  /** Uses a code up, as typed; says whether it was one of the user's: to one caller alone. */
  use(subject: string, typed: string): Promise<boolean>;
  /** Drops the codes of a user who has nothing left that they stand in for. */
  dropIfLast(subject: string): Promise<void>;
}

const codesOfUser = 10;

/** Creates them on a pool or, but for `use`, a transaction. */
export function createRecoveryCodes(db: Pool | PoolClient): RecoveryCodes {
  // Not FOR UPDATE: a new factor refers to the user, and two such transactions would wait for each other's end.
  const lock = (subject: string) =>
    db.query(`SELECT subject FROM users WHERE subject = $1 FOR NO KEY UPDATE`, [subject]);
  const insert = async (subject: string) => {
    const codes = Array.from({ length: codesOfUser }, createRecoveryCode);
    await db.query(`INSERT INTO recovery_codes (subject, sha256) SELECT $1, unnest($2::bytea[])`, [
      subject,
      codes.map(hashRecoveryCode),
    ]);
    return codes;
  };

  return {
    async issueIfFirst(subject) {
      await lock(subject);
      const { rows } = await db.query(`SELECT subject FROM recovery_codes WHERE subject = $1 LIMIT 1`, [
        subject,
      ]);
      return rows.length === 0 ? insert(subject) : [];
    },
    async replace(subject) {
      await lock(subject);
      await db.query(`DELETE FROM recovery_codes WHERE subject = $1`, [subject]);
      return insert(subject);
    },
    async use(subject, typed) {
      const sha256 = hashRecoveryCode(typed);
      if (!sha256) return false;
      const { rowCount } = await db.query(
        `DELETE FROM recovery_codes WHERE subject = $1 AND sha256 = $2 RETURNING subject`,
        [subject, sha256],
      );
      return rowCount === 1;
    },
    async dropIfLast(subject) {
      await lock(subject);
      await db.query(
        `DELETE FROM recovery_codes WHERE subject = $1
           AND NOT EXISTS (SELECT FROM passkeys WHERE subject = $1)
           AND NOT EXISTS (SELECT FROM totp WHERE subject = $1)`,
        [subject],
      );
    },
  };
}
