import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate } from '@latchkey/storage';
import type { Pool } from 'pg';
import { migrations, schema } from '../migrations';

/** The schema of the directory in a database of its own, for tests of what it refuses. */
export interface TestSchema {
  connectionString: string;
  pool: Pool;
  /** Inserts a row, and takes it back. */
  insert(table: string, row: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/** Makes the schema, up to date and empty. */
export async function startTestSchema(): Promise<TestSchema> {
  const { connectionString, drop } = await createTestDatabase();
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => {} });
  await pool.query(`CREATE SCHEMA ${schema}`);
  const logger = createLogger({ service: 'directory', level: 'error' });
  await migrate({ connectionString, schema, directory: migrations, logger });
  return {
    connectionString,
    pool,
    async insert(table, row) {
      const connection = await pool.connect();
      try {
        const [names, values] = [Object.keys(row), Object.values(row)];
        const places = names.map((_, index) => `$${index + 1}`);
        await connection.query('BEGIN');
        await connection.query(`INSERT INTO ${table} (${names.join()}) VALUES (${places.join()})`, values);
      } finally {
        await connection.query('ROLLBACK');
        connection.release();
      }
    },
    async close() {
      await pool.end();
      await drop();
    },
  };
}
