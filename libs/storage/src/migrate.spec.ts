import { createTestDatabase, type TestDatabase } from '@latchkey/development';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from './migrate';
import { provisionTestSchema, type TestSchema } from './testing/test-schema';

describe('migrate', () => {
  let database: TestDatabase;
  let schema: TestSchema;
  let directory: string;
  let log: string[];

  const write = (name: string, sql: string) => writeFile(join(directory, name), sql);
  const run = (to: TestSchema = schema) =>
    migrate({
      connectionString: to.connectionString,
      schema: to.schema,
      directory,
      logger: {
        info: (message) => log.push(message),
        warn: (message) => log.push(message),
        error: (message) => log.push(message),
      },
    });
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    const { rows } = await client.query(text);
    await client.end();
    return rows;
  };
  const tables = async (name: string) =>
    (await query(`SELECT tablename FROM pg_tables WHERE schemaname = '${name}' ORDER BY 1`)).map(
      ({ tablename }) => tablename,
    );

  beforeEach(async () => {
    database = await createTestDatabase();
    schema = await provisionTestSchema(database.connectionString, 'service');
    directory = await mkdtemp(join(tmpdir(), 'latchkey-migrations-'));
    log = [];
    await write(
      '0001_create_clients.sql',
      'CREATE TABLE clients (id int PRIMARY KEY); INSERT INTO clients VALUES (1);',
    );
    await write('0002_name_clients.sql', 'ALTER TABLE clients ADD COLUMN name text; -- a comment at the end');
  });

  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it('runs what was not run yet, in order, in the schema of the service', async () => {
    expect(await run()).toEqual(['0001_create_clients', '0002_name_clients']);
    expect(await tables('service')).toEqual(['clients', 'ephemeral_entries', 'schema_migrations']);
    expect(await tables('public')).toEqual([]);
    expect(log).toEqual([
      'Migration 0001_create_clients of schema service is done.',
      'Migration 0002_name_clients of schema service is done.',
    ]);

    await write('0003_drop_names.sql', 'ALTER TABLE clients DROP COLUMN name');
    expect(await run()).toEqual(['0003_drop_names']);
    expect(await run()).toEqual([]);
  });

  it('does each migration once when five replicas start at the same time', async () => {
    await write('0003_slow.sql', 'SELECT pg_sleep(0.2); INSERT INTO clients VALUES (2)');
    const applied = await Promise.all(Array.from({ length: 5 }, () => run()));
    expect(applied.flat()).toEqual(['0001_create_clients', '0002_name_clients', '0003_slow']);
    expect(await query('SELECT count(*)::int AS count FROM service.clients')).toEqual([{ count: 2 }]);
  });

  it('keeps the schemas of several services in one database apart', async () => {
    const other = await provisionTestSchema(database.connectionString, 'other');
    await Promise.all([run(), run(other)]);
    expect(await tables('other')).toEqual(await tables('service'));
  });

  it('undoes a migration that fails, keeps those before it, and goes on when it is mended', async () => {
    await write(
      '0002_name_clients.sql',
      'INSERT INTO clients VALUES (2); SELECT no_such_column FROM clients',
    );
    await expect(run()).rejects.toMatchObject({ code: '42703' });
    expect(log.join()).toContain('no_such_column');
    expect(await query('SELECT id FROM service.clients')).toEqual([{ id: 1 }]);

    await write('0002_name_clients.sql', 'INSERT INTO clients VALUES (2)');
    expect(await run()).toEqual(['0002_name_clients']);
  });

  it('lets an older version start on a schema that a newer one has migrated', async () => {
    await write('0003_newer.sql', 'CREATE TABLE newer ()');
    await run();
    await rm(join(directory, '0003_newer.sql'));
    expect(await run()).toEqual([]);
  });

  it('refuses a migration that slips in before those that were run', async () => {
    await run();
    await write('0001_a_late_one.sql', 'SELECT 1');
    await expect(run()).rejects.toThrow(/0001_a_late_one is preceding already run/);
  });

  it('runs nothing but SQL files', async () => {
    await write('0000_code.js', 'throw new Error("run")');
    await write('README.md', 'not a migration');
    expect(await run()).toHaveLength(2);
  });

  it('fails within its limit when the server is away', async () => {
    const url = new URL(schema.connectionString);
    url.port = '1';
    await expect(run({ ...schema, connectionString: url.href })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
