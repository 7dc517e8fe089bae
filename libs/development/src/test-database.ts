import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one spec's own. */
export interface TestDatabase {
  name: string;
  /** Connects to the database as superuser. */
  connectionString: string;
  /** Removes the database, even while connections to it are open. */
  drop(): Promise<void>;
}

/**
 * Makes an empty database with a random name on the server at LATCHKEY_TEST_DATABASE_URL, which the jest
 * set-up of this library provides. Roles belong to the whole server: give those a random name too.
 *
 * @throws Error when the set-up is missing from the project's jest.config.cjs
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env.LATCHKEY_TEST_DATABASE_URL;
  if (!serverUrl) {
    throw new Error(
      'LATCHKEY_TEST_DATABASE_URL is not set: name jest-global-setup.ts and jest-global-teardown.ts of libs/development in jest.config.cjs.',
    );
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    name,
    connectionString: url.href,
    drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
