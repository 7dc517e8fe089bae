import pg, { type Pool } from 'pg';
import { connectionConfig, type ConnectionOptions } from './connection';
import { prepareStatements } from './prepared-statements';

/** What {@link createPool} is told. */
export interface PoolOptions extends Pick<
  ConnectionOptions,
  'connectionString' | 'schema' | 'applicationName'
> {
  /** Connections at most; 10 by default. Further queries wait up to 5 s for one. */
  maxConnections?: number;
  /** After this the server cancels a statement; 5000 by default. */
  statementTimeoutMilliseconds?: number;
  /** Hears of connections that broke while idle; the pool replaces them by itself. */
  onError: (error: Error) => void;
}

const idleMilliseconds = 30_000;
const lifetimeSeconds = 30 * 60;

/**
 * Opens a bounded pool of connections that see one schema only. Nothing waits for ever: opening a
 * connection, waiting for a free one and every statement have a limit.
 *
 * @throws RangeError when connection string or schema are malformed
 */
export function createPool({
  maxConnections = 10,
  statementTimeoutMilliseconds = 5_000,
  onError,
  ...connection
}: PoolOptions): Pool {
  const pool = new pg.Pool({
    ...connectionConfig(connection),
    max: maxConnections,
    statement_timeout: statementTimeoutMilliseconds,
    // A transaction that is left open holds locks: the server ends it.
    idle_in_transaction_session_timeout: 2 * statementTimeoutMilliseconds,
    // Should the network swallow the server's answer, the client gives up a little later by itself.
    query_timeout: statementTimeoutMilliseconds + 1_000,
    idleTimeoutMillis: idleMilliseconds,
    // After a failover old connections go to the wrong server: none is kept for long.
    maxLifetimeSeconds: lifetimeSeconds,
  });
  pool.on('error', (error) => onError(error));
  // The pool listens to idle clients only. When one breaks while in use, its query fails and says why; the
  // event that comes along would end the process if nobody listened.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    prepareStatements(client);
  });
  return pool;
}

/** Whether the database answers a query within the pool's limits: for readiness. */
export async function isReachable(pool: Pool): Promise<boolean> {
  return pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
}
