import type { Pool, PoolClient } from 'pg';

/** Who watches the keys. */
export interface WatcherIdentity {
  /** A UUID that the watching process made at its start. */
  watcherId: string;
  /** Its service, by its certificate. */
  service: string;
}

/** A watcher that was not seen for so long does not count: it has long stopped to trust its copy. */
const lifetime = `interval '10 seconds'`;

/**
 * Notes that a process watches, and forgets those that have not for an hour.
 *
 * @returns false when the identity is already that of another service
 */
export async function enterWatcher(
  database: Pool,
  { watcherId, service }: WatcherIdentity,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `WITH forgotten AS (
       DELETE FROM key_watchers WHERE last_seen < now() - interval '1 hour' AND watcher_id <> $1
     )
     INSERT INTO key_watchers AS w (watcher_id, service, last_seen) VALUES ($1, $2, now())
     ON CONFLICT (watcher_id) DO UPDATE SET last_seen = excluded.last_seen WHERE w.service = excluded.service`,
    [watcherId, service],
  );
  return rowCount === 1;
}

/** Notes that watchers are still there. */
export async function renewWatchers(database: Pool, watcherIds: string[]): Promise<void> {
  await database.query('UPDATE key_watchers SET last_seen = now() WHERE watcher_id = ANY($1)', [watcherIds]);
}

/**
 * Notes that a watcher verifies with the keys of a revision, or of a later one that it has confirmed already.
 *
 * @returns false when the service has no such watcher, or when there has been no such revision
 */
export async function confirmRevision(
  database: Pool,
  { watcherId, service }: WatcherIdentity,
  revision: bigint,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE key_watchers SET confirmed_revision = greatest(confirmed_revision, $3), last_seen = now()
     WHERE watcher_id = $1 AND service = $2 AND $3 <= (SELECT revision FROM key_revision)`,
    [watcherId, service, revision],
  );
  return rowCount === 1;
}

/** The watchers that live and have not confirmed a revision, by service. */
export async function listUnconfirmed(transaction: PoolClient, revision: bigint): Promise<string[]> {
  const { rows } = await transaction.query<{ service: string }>(
    `SELECT DISTINCT service FROM key_watchers
     WHERE last_seen > now() - ${lifetime} AND confirmed_revision < $1 ORDER BY service`,
    [revision],
  );
  return rows.map(({ service }) => service);
}
