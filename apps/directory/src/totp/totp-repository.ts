import type { Pool, PoolClient } from 'pg';

/** An authenticator application of a user. */
export interface Totp {
  /** As `TotpSecrets` seals it. */
  sealedSecret: Buffer;
  /** Time step of the last code that was taken. */
  lastStep: number;
  createdAt: Date;
}

/** Reads and writes authenticator applications: one a user. */
export interface TotpRepository {
  find(subject: string): Promise<Totp | undefined>;
  /** Adds it, in place of the one before. */
  put(subject: string, totp: Totp): Promise<void>;
  /**
   * Takes the code of a step, once, and none of a step before it (RFC 6238 §5.2): false when it was taken already,
   * or the secret is no longer this one.
   */
  takeStep(subject: string, sealedSecret: Buffer, step: number): Promise<boolean>;
  /** Removes it; says whether there was one. */
  delete(subject: string): Promise<boolean>;
}

/** Creates the repository on a pool or a transaction. */
export function createTotpRepository(db: Pool | PoolClient): TotpRepository {
  return {
    async find(subject) {
      const { rows } = await db.query<Omit<Totp, 'lastStep'> & { lastStep: string }>(
        `SELECT sealed_secret AS "sealedSecret", last_step AS "lastStep", created_at AS "createdAt"
         FROM totp WHERE subject = $1`,
        [subject],
      );
      return rows[0] && { ...rows[0], lastStep: Number(rows[0].lastStep) };
    },
    async put(subject, { sealedSecret, lastStep, createdAt }) {
      await db.query(
        `INSERT INTO totp (subject, sealed_secret, last_step, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (subject) DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret,
           last_step = EXCLUDED.last_step, created_at = EXCLUDED.created_at`,
        [subject, sealedSecret, lastStep, createdAt],
      );
    },
    async takeStep(subject, sealedSecret, step) {
      const { rowCount } = await db.query(
        `UPDATE totp SET last_step = $3 WHERE subject = $1 AND sealed_secret = $2 AND last_step < $3`,
        [subject, sealedSecret, step],
      );
      return rowCount === 1;
    },
    async delete(subject) {
      const { rowCount } = await db.query(`DELETE FROM totp WHERE subject = $1`, [subject]);
      return rowCount === 1;
    },
  };
}
