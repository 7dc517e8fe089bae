import { createTestDatabase, startEmbeddedPostgres, type TestDatabase } from '@latchkey/development';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createPool, isReachable, type PoolOptions } from './pool';
import { provisionTestSchema, type TestSchema } from './testing/test-schema';

describe('createPool', () => {
  let database: TestDatabase;
  let schema: TestSchema;
  let pools: Pool[];

  const open = (options: Partial<PoolOptions> = {}): Pool => {
    const pool = createPool({
      connectionString: schema.connectionString,
      schema: 'pooled',
      applicationName: 'pool-spec',
      onError: () => undefined,
      ...options,
    });
    pools.push(pool);
    return pool;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    schema = await provisionTestSchema(database.connectionString, 'pooled');
  });

  beforeEach(() => {
    pools = [];
  });

  afterEach(() => Promise.all(pools.map((pool) => pool.end())));

  afterAll(() => database.drop());

  it('looks names up in its schema only, and says who it is', async () => {
    const { rows } = await open().query(
      "SELECT current_setting('search_path') AS path, current_setting('application_name') AS name",
    );
    expect(rows).toEqual([{ path: 'pooled', name: 'pool-spec' }]);
  });

  it('prepares a statement with parameters once, and runs it with others after that', async () => {
    const pool = open({ maxConnections: 1 });
    const add = (a: number, b: number) => pool.query('SELECT $1::integer + $2::integer AS sum', [a, b]);
    expect((await add(1, 2)).rows).toEqual([{ sum: 3 }]);
    expect((await add(3, 4)).rows).toEqual([{ sum: 7 }]);
    const { rows } = await pool.query('SELECT statement FROM pg_prepared_statements');
    expect(rows).toEqual([{ statement: 'SELECT $1::integer + $2::integer AS sum' }]);
  });

  it('has a statement that takes too long cancelled', async () => {
    const pool = open({ statementTimeoutMilliseconds: 100 });
    await expect(pool.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
    expect(await isReachable(pool)).toBe(true);
  });

  it('has a transaction that was forgotten ended, and works on', async () => {
    const pool = open({ statementTimeoutMilliseconds: 50, maxConnections: 1 });
    const client = await pool.connect();
    await client.query('BEGIN');
    await new Promise((resolve) => client.once('end', resolve));
    client.release();
    expect(await isReachable(pool)).toBe(true);
  });

  it('opens no more connections than it may', async () => {
    const pool = open({ maxConnections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => pool.query('SELECT pg_sleep(0.01)')));
    expect(pool.totalCount).toBe(3);
  });

  it('reports a connection that broke while idle, and opens another', async () => {
    const onError = jest.fn();
    const pool = open({ onError, maxConnections: 1 });
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
    const other = open({ connectionString: database.connectionString });
    await other.query('SELECT pg_terminate_backend($1, 5000)', [rows[0].pid]);
    expect(await isReachable(pool)).toBe(true);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: '57P01' }));
  });

  it('fails at once while the server is away, and works when it is back', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'latchkey-pool-'));
    await chmod(directory, 0o711);
    const dataDirectory = join(directory, 'postgres');
    const start = (port?: number) => startEmbeddedPostgres({ dataDirectory, port, durable: false });
    let server = await start();
    const pool = open({ connectionString: server.adminUrl, maxConnections: 2 });
    expect(await isReachable(pool)).toBe(true);

    const { port } = server;
    await server.stop();
    const asked = performance.now();
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    expect(performance.now() - asked).toBeLessThan(1_000);

    server = await start(port);
    expect(await isReachable(pool)).toBe(true);
    await pool.end();
    pools = [];
    await server.remove();
    await rm(directory, { recursive: true });
  });

  it.each([
    ['not a URL', /not of the form postgres:/],
    ['mysql://role:secret@localhost/database', /not of the form postgres:/],
    ['postgres://role:secret@localhost/database?options=-csearch_path%3Dpublic', /must not carry "options"/],
  ])('refuses the connection string %j without repeating it', (connectionString, message) => {
    expect(() => open({ connectionString })).toThrow(message);
    expect(() => open({ connectionString })).not.toThrow(/secret/);
  });

  it('refuses a schema that is no plain name', () => {
    expect(() => open({ schema: 'pooled -c statement_timeout=0' })).toThrow(RangeError);
  });
});
