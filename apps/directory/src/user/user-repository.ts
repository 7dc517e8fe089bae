import type { Pool, PoolClient } from 'pg';

/** Who somebody is, as other services may know it. */
export interface User {
  /** UUID that never changes. */
  subject: string;
  /** Normalised. */
  email: string;
  name: string;
}

/** A user with the hash that never leaves the directory. */
export interface UserWithPassword extends User {
  passwordHash: string;
}

/** Reads and writes users. */
export interface UserRepository {
  /** When the password of a user was set. */
  findPasswordChange(subject: string): Promise<Date | undefined>;
  /** Finds a user by normalised e-mail address. */
  findByEmail(email: string): Promise<UserWithPassword | undefined>;
  findBySubject(subject: string): Promise<UserWithPassword | undefined>;
  /**
   * Registers a user, or gives the one with this e-mail address another name and password hash. An
   * existing user keeps the subject.
   */
  upsert(user: UserWithPassword): Promise<void>;
  /** Registers a user, unless somebody has the e-mail address; returns whether it did. */
  create(user: UserWithPassword, now: Date): Promise<boolean>;
  /** Replaces a password hash by one of the same password, unless another one has taken its place meanwhile. */
  replacePasswordHash(subject: string, current: string, replacement: string): Promise<void>;
  /**
   * Gives a user another password, unless the hash is not the `current` one any more, where one is given;
   * returns whether it did.
   */
  changePassword(
    subject: string,
    change: { passwordHash: string; current?: string },
    now: Date,
  ): Promise<boolean>;
  /** Gives a user another e-mail address; returns whether it did: somebody else may have it. */
  changeEmail(subject: string, email: string): Promise<boolean>;
  /** Deletes a user with everything that is theirs. */
  delete(subject: string): Promise<void>;
}

const columns = `subject, email, name, password_hash AS "passwordHash"`;

/** Creates the repository on a pool or a transaction. */
export function createUserRepository(db: Pool | PoolClient): UserRepository {
  return {
    async findPasswordChange(subject) {
      const { rows } = await db.query<{ changedAt: Date }>(
        `SELECT password_changed_at AS "changedAt" FROM users WHERE subject = $1`,
        [subject],
      );
      return rows[0]?.changedAt;
    },
    async findByEmail(email) {
      const { rows } = await db.query<UserWithPassword>(`SELECT ${columns} FROM users WHERE email = $1`, [
        email,
      ]);
      return rows[0];
    },
    async findBySubject(subject) {
      const { rows } = await db.query<UserWithPassword>(`SELECT ${columns} FROM users WHERE subject = $1`, [
        subject,
      ]);
      return rows[0];
    },
    async upsert({ subject, email, name, passwordHash }) {
      await db.query(
        `INSERT INTO users (subject, email, name, password_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO UPDATE SET name = EXCLUDED.name, password_hash = EXCLUDED.password_hash`,
        [subject, email, name, passwordHash],
      );
    },
    async create({ subject, email, name, passwordHash }, now) {
      const { rowCount } = await db.query(
        `INSERT INTO users (subject, email, name, password_hash, created_at, password_changed_at)
         VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (email) DO NOTHING`,
        [subject, email, name, passwordHash, now],
      );
      return rowCount === 1;
    },
    async replacePasswordHash(subject, current, replacement) {
      await db.query(`UPDATE users SET password_hash = $3 WHERE subject = $1 AND password_hash = $2`, [
        subject,
        current,
        replacement,
      ]);
    },
    async changePassword(subject, { passwordHash, current }, now) {
      const { rowCount } = await db.query(
        `UPDATE users SET password_hash = $2, password_changed_at = $4
         WHERE subject = $1 AND ($3::text IS NULL OR password_hash = $3)`,
        [subject, passwordHash, current ?? null, now],
      );
      return rowCount === 1;
    },
    async changeEmail(subject, email) {
      // Asked first, because a violated constraint ends the transaction; of two at once the second still meets it.
      const { rowCount } = await db.query(
        `UPDATE users SET email = $2
         WHERE subject = $1 AND NOT EXISTS (SELECT FROM users WHERE email = $2 AND subject <> $1)`,
        [subject, email],
      );
      return rowCount === 1;
    },
    async delete(subject) {
      await db.query(`DELETE FROM users WHERE subject = $1`, [subject]);
    },
  };
}
