import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { directoryEvent, longestDetail, type AuditEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import type { AllowedAccess, Consent, ConsentKey } from './consent';

/** Reads and writes consents. What changes is in the audit log in the same transaction. */
export interface ConsentRepository {
  /** Finds what a user has allowed a client; undefined when nothing. */
  find(key: ConsentKey): Promise<Consent | undefined>;
  /** Lists the consents of a user by the names of the clients, at most `limit`. */
  list(subject: string, limit: number): Promise<Consent[]>;
  /**
   * Adds to what a user has allowed a client; of simultaneous calls none undoes what another one adds. False
   * when there is no such user or client.
   *
   * @param allowed names no resource twice
   */
  merge(key: ConsentKey, allowed: AllowedAccess[], now: Date): Promise<boolean>;
  /** Forgets what a user has allowed a client, if anything. */
  delete(key: ConsentKey, now: Date): Promise<void>;
}

/**
 * What a user has allowed a client, as an expression for statements that read it along with something else.
 *
 * @param subject an expression of this program, such as a column; so is `clientId`
 */
export const allowedAccess = (subject: string, clientId: string): string => `(
    SELECT coalesce(json_agg(json_build_object('resource', resource, 'scopes', given.scopes)
      ORDER BY resource COLLATE "C"), '[]')
    FROM consented_resources AS given
    WHERE given.subject = ${subject} AND given.client_id = ${clientId}
  )`;

const select = `
  SELECT subject, client_id AS "clientId", client_name AS "clientName",
    ${allowedAccess('consents.subject', 'consents.client_id')} AS allowed,
    consents.created_at AS "createdAt", updated_at AS "updatedAt"
  FROM consents JOIN clients USING (client_id)`;

// The row of the pair is what simultaneous calls take turns at. Its user and client stay until the end.
const touch = `
  INSERT INTO consents (subject, client_id, created_at, updated_at)
  SELECT subject, client_id, $3, $3 FROM users, clients WHERE subject = $1 AND client_id = $2
  FOR KEY SHARE
  ON CONFLICT (subject, client_id) DO UPDATE SET updated_at = greatest(consents.updated_at, EXCLUDED.updated_at)
  RETURNING subject`;

/** Returns what is new. */
const add = `
  WITH given AS (
    SELECT resource, scopes FROM jsonb_to_recordset($3::jsonb) AS given (resource text, scopes text[])
  ), former AS (
    SELECT resource, scopes FROM consented_resources WHERE subject = $1 AND client_id = $2
  ), added AS (
    INSERT INTO consented_resources (subject, client_id, resource, scopes)
    SELECT $1, $2, resource, scopes FROM given
    ON CONFLICT (subject, client_id, resource) DO UPDATE SET scopes = ARRAY(
      SELECT DISTINCT scope COLLATE "C" FROM unnest(consented_resources.scopes || EXCLUDED.scopes) AS scope
      ORDER BY scope COLLATE "C"
    )
  )
  SELECT given.resource,
    ARRAY(SELECT unnest(given.scopes) EXCEPT SELECT unnest(former.scopes) ORDER BY 1) AS scopes
  FROM given LEFT JOIN former USING (resource)
  WHERE former.resource IS NULL OR NOT given.scopes <@ former.scopes
  ORDER BY given.resource COLLATE "C"`;

/** Creates the repository. */
export function createConsentRepository(pool: Pool): ConsentRepository {
  return {
    async find({ subject, clientId }) {
      const { rows } = await pool.query<Consent>(`${select} WHERE subject = $1 AND client_id = $2`, [
        subject,
        clientId,
      ]);
      return rows[0];
    },
    async list(subject, limit) {
      const { rows } = await pool.query<Consent>(
        `${select} WHERE subject = $1 ORDER BY client_name, client_id LIMIT $2`,
        [subject, limit],
      );
      return rows;
    },
    merge: (key, allowed, now) =>
      withTransaction(pool, async (db) => {
        const { rowCount } = await db.query(touch, [key.subject, key.clientId, now]);
        if (rowCount === 0) return false;
        const added = await addAccess(db, key, allowed);
        if (added.length > 0) await createAuditLog(db).record([recorded(key, added, now)]);
        return true;
      }),
    delete: (key, now) =>
      withTransaction(pool, async (db) => {
        const { rowCount } = await db.query(`DELETE FROM consents WHERE subject = $1 AND client_id = $2`, [
          key.subject,
          key.clientId,
        ]);
        if (rowCount === 0) return;
        await createAuditLog(db).record([
          directoryEvent({ type: 'consent.withdrawn', eventTime: now, ...key }),
        ]);
      }),
  };
}

async function addAccess(
  db: PoolClient,
  { subject, clientId }: ConsentKey,
  allowed: AllowedAccess[],
): Promise<AllowedAccess[]> {
  const sorted = allowed.map(({ resource, scopes }) => ({ resource, scopes: [...new Set(scopes)].sort() }));
  const { rows } = await db.query<AllowedAccess>(add, [subject, clientId, JSON.stringify(sorted)]);
  return rows;
}

function recorded(key: ConsentKey, added: AllowedAccess[], now: Date): AuditEvent {
  const resources = added.map(({ resource }) => resource).join(' ');
  const scopes = [...new Set(added.flatMap((access) => access.scopes))].join(' ');
  return directoryEvent({
    type: 'consent.recorded',
    eventTime: now,
    ...key,
    details: { resources: resources.slice(0, longestDetail), scopes: scopes.slice(0, longestDetail) },
  });
}
