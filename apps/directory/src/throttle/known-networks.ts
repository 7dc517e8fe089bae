import type { Pool } from 'pg';

/** Remembers from which networks accounts were signed in to lately. */
export interface KnownNetworks {
  /**
   * Says whether an account was signed in to from a network since a moment. An e-mail address without account
   * costs the same question.
   */
  includes(email: string, network: string, since: Date): Promise<boolean>;
  /** Notes a sign-in, and forgets all but the latest 20 networks of the user. */
  add(subject: string, network: string, now: Date): Promise<void>;
  /** Forgets at most `limit` networks not signed in from since a moment; returns how many. */
  deleteBefore(moment: Date, limit: number): Promise<number>;
}

const mostOfUser = 20;
const hash = `sha256(convert_to(subject || ' ' || $2, 'UTF8'))`;

/** Creates the repository. */
export function createKnownNetworks(pool: Pool): KnownNetworks {
  return {
    async includes(email, network, since) {
      const { rowCount } = await pool.query(
        `SELECT subject FROM users JOIN known_networks USING (subject)
         WHERE email = $1 AND network_hash = ${hash} AND last_sign_in > $3`,
        [email, network, since],
      );
      return rowCount === 1;
    },
    async add(subject, network, now) {
      await pool.query(
        `INSERT INTO known_networks (subject, network_hash, last_sign_in)
         SELECT subject, ${hash}, $3 FROM users WHERE subject = $1
         ON CONFLICT (subject, network_hash) DO UPDATE
           SET last_sign_in = greatest(known_networks.last_sign_in, EXCLUDED.last_sign_in)`,
        [subject, network, now],
      );
      await pool.query(
        `WITH former AS MATERIALIZED (
           SELECT network_hash FROM known_networks
           WHERE subject = $1 AND network_hash IN (
             SELECT network_hash FROM known_networks WHERE subject = $1
             ORDER BY last_sign_in DESC, network_hash OFFSET $2
           )
           FOR UPDATE SKIP LOCKED
         )
         DELETE FROM known_networks USING former
         WHERE subject = $1 AND known_networks.network_hash = former.network_hash`,
        [subject, mostOfUser],
      );
    },
    async deleteBefore(moment, limit) {
      const { rowCount } = await pool.query(
        `WITH former AS MATERIALIZED (
           SELECT subject, network_hash FROM known_networks WHERE last_sign_in <= $1
           ORDER BY last_sign_in LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         DELETE FROM known_networks USING former
         WHERE known_networks.subject = former.subject AND known_networks.network_hash = former.network_hash`,
        [moment, limit],
      );
      return rowCount ?? 0;
    },
  };
}
