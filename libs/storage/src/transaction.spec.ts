import { createTestDatabase, type TestDatabase } from '@latchkey/development';
import type { Pool } from 'pg';
import { createPool } from './pool';
import { provisionTestSchema } from './testing/test-schema';
import { withTransaction } from './transaction';

describe('withTransaction', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { connectionString } = await provisionTestSchema(database.connectionString, 'books');
    // One connection: a client that is not given back makes the next query fail.
    pool = createPool({
      connectionString,
      schema: 'books',
      applicationName: 'transaction-spec',
      maxConnections: 1,
      onError: () => undefined,
    });
    await pool.query('CREATE TABLE entries (amount int UNIQUE)');
  });

  beforeEach(() => pool.query('TRUNCATE entries'));

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const amounts = async () =>
    (await pool.query<{ amount: number }>('SELECT amount FROM entries')).rows.map(({ amount }) => amount);

  it('commits when the work is done, and gives its result', async () => {
    const result = await withTransaction(pool, async (client) => {
      await client.query('INSERT INTO entries VALUES (1)');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await amounts()).toEqual([1]);
  });

  it('rolls back and passes the error on when the work fails', async () => {
    const failure = withTransaction(pool, async (client) => {
      await client.query('INSERT INTO entries VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(failure).rejects.toThrow('changed my mind');
    expect(await amounts()).toEqual([]);
    expect(pool.totalCount).toBe(1);
  });

  it('does not pass off as committed what a swallowed error has undone', async () => {
    const failure = withTransaction(pool, async (client) => {
      await client.query('INSERT INTO entries VALUES (1)');
      await client.query('INSERT INTO entries VALUES (1)').catch(() => undefined);
    });
    await expect(failure).rejects.toThrow(/was rolled back/);
    expect(await amounts()).toEqual([]);
  });

  it('closes a connection that broke, and the next one works', async () => {
    const failure = withTransaction(pool, (client) =>
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(failure).rejects.toMatchObject({ code: '57P01' });
    expect(await amounts()).toEqual([]);
  });
});
