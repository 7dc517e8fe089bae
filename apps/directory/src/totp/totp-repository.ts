import type { Pool, PoolClient } from 'pg';

/** An authenticator application of a user. */
export interface Totp {
  /** As `TotpSecrets` seals it. */
  sealedSecret: Buffer;
  /** Names the key that it is sealed under. */
  keyId: string;
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
  /** Lists at most `limit` that are not sealed under this key, by subject, from beyond one on. */
  listSealedElsewhere(
    keyId: string,
    page: { after: string; limit: number },
  ): Promise<{ subject: string; sealedSecret: Buffer }[]>;
  /** Replaces a sealed secret, unless another one has taken its place meanwhile; says whether it did. */
  replaceSealed(
    subject: string,
    current: Buffer,
    replacement: Pick<Totp, 'sealedSecret' | 'keyId'>,
  ): Promise<boolean>;
  /** Removes it; says whether there was one. */
  delete(subject: string): Promise<boolean>;
}

/** Creates the repository on a pool or a transaction. */
export function createTotpRepository(db: Pool | PoolClient): TotpRepository {
  return {
    async find(subject) {
      const { rows } = await db.query<Omit<Totp, 'lastStep'> & { lastStep: string }>(
        `SELECT sealed_secret AS "sealedSecret", key_id AS "keyId", last_step AS "lastStep", created_at AS "createdAt"
         FROM totp WHERE subject = $1`,
        [subject],
      );
      return rows[0] && { ...rows[0], lastStep: Number(rows[0].lastStep) };
    },
    async put(subject, { sealedSecret, keyId, lastStep, createdAt }) {
      await db.query(
        `INSERT INTO totp (subject, sealed_secret, key_id, last_step, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (subject) DO UPDATE SET sealed_secret = EXCLUDED.sealed_secret, key_id = EXCLUDED.key_id,
           last_step = EXCLUDED.last_step, created_at = EXCLUDED.created_at`,
        [subject, sealedSecret, keyId, lastStep, createdAt],
      );
    },
    async takeStep(subject, sealedSecret, step) {
      const { rowCount } = await db.query(
        `UPDATE totp SET last_step = $3 WHERE subject = $1 AND sealed_secret = $2 AND last_step < $3`,
        [subject, sealedSecret, step],
      );
      return rowCount === 1;
    },
    async listSealedElsewhere(keyId, { after, limit }) {
      const { rows } = await db.query<{ subject: string; sealedSecret: Buffer }>(
        `SELECT subject, sealed_secret AS "sealedSecret" FROM totp
         WHERE key_id <> $1 AND subject > $2 ORDER BY subject LIMIT $3`,
        [keyId, after, limit],
      );
      return rows;
    },
    async replaceSealed(subject, current, { sealedSecret, keyId }) {
      const { rowCount } = await db.query(
        `UPDATE totp SET sealed_secret = $3, key_id = $4 WHERE subject = $1 AND sealed_secret = $2`,
        [subject, current, sealedSecret, keyId],
      );
      return rowCount === 1;
    },
    async delete(subject) {
      const { rowCount } = await db.query(`DELETE FROM totp WHERE subject = $1`, [subject]);
      return rowCount === 1;
    },
  };
}
