import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { connectionConfig, type ConnectionOptions } from './connection';
import { ephemeralTable } from './ephemeral/postgres-table';

/** What {@link migrate} is told. */
export interface MigrateOptions extends Pick<ConnectionOptions, 'connectionString' | 'schema'> {
  /** Holds the service's own migrations, if it has any, as `NUMBER_name.sql`, run in the order of their numbers; other files are ignored. */
  directory?: string;
  logger: MigrationLogger;
}

/** What {@link migrate} reports to. */
export interface MigrationLogger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const unlimited = { statement_timeout: 0, lock_timeout: 0, idle_in_transaction_session_timeout: 0 };

/**
 * Brings a schema up to date: the table of the ephemeral store, then each SQL file that was not run yet, in a
 * transaction of its own, noted in the table `schema_migrations` of the same schema. Forward only. Any number
 * of replicas may call it at once: one works, the others wait and find nothing left to do. The role needs no
 * right outside its schema.
 *
 * @returns the names of the migrations that this call ran
 * @throws the database's error; migrations before the failing one stay applied
 */
export async function migrate({
  connectionString,
  schema,
  directory,
  logger,
}: MigrateOptions): Promise<string[]> {
  const client = new pg.Client(
    // Waiting for another replica, or building an index, takes as long as it takes.
    connectionConfig({ connectionString, schema, applicationName: 'latchkey-migrate', settings: unlimited }),
  );
  client.on('error', () => undefined); // the statement under way fails and says why
  try {
    await client.connect();
    // Held until the connection ends, so that one lock covers the table and the migrations.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`latchkey.migrate.${schema}`]);
    await client.query(ephemeralTable);
    if (directory === undefined) return [];
    const applied = await runner({
      dbClient: client,
      schema,
      dir: directory,
      ignorePattern: '(?!.*\\.sql$).*',
      migrationsTable: 'schema_migrations',
      direction: 'up',
      singleTransaction: false,
      noLock: true,
      logger: {
        info: () => undefined,
        warn: (message) => logger.warn(message),
        error: (message) => logger.error(message),
      },
    });
    for (const { name } of applied) logger.info(`Migration ${name} of schema ${schema} is done.`);
    return applied.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
