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
  /** Finds a user by normalised e-mail address. */
  findByEmail(email: string): Promise<UserWithPassword | undefined>;
  /**
   * Registers a user, or gives the one with this e-mail address another name and password hash. An
   * existing user keeps the subject.
   */
  upsert(user: UserWithPassword): Promise<void>;
  /** Replaces a password hash, unless another one has taken its place meanwhile. */
  replacePasswordHash(subject: string, current: string, replacement: string): Promise<void>;
}

/** Creates the repository on a pool or a transaction. */
export function createUserRepository(db: Pool | PoolClient): UserRepository {
  return {
    async findByEmail(email) {
      const { rows } = await db.query<UserWithPassword>(
        `SELECT subject, email, name, password_hash AS "passwordHash" FROM users WHERE email = $1`,
        [email],
      );
      return rows[0];
    },
    async upsert({ subject, email, name, passwordHash }) {
      await db.query(
        `INSERT INTO users (subject, email, name, password_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO UPDATE SET name = EXCLUDED.name, password_hash = EXCLUDED.password_hash`,
        [subject, email, name, passwordHash],
      );
    },
    async replacePasswordHash(subject, current, replacement) {
      await db.query(`UPDATE users SET password_hash = $3 WHERE subject = $1 AND password_hash = $2`, [
        subject,
        current,
        replacement,
      ]);
    },
  };
}
