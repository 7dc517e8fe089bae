import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in one transaction (READ COMMITTED) on one client: commits when it resolves, rolls back when it
 * rejects, gives the client back in any case. A client that cannot even roll back is closed.
 *
 * @throws what the work throws; an Error when the work went on after a failed statement, which PostgreSQL
 *   answers by rolling back
 */
export async function withTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') {
      throw new Error('The transaction was rolled back: a statement in it failed and its error was ignored.');
    }
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
