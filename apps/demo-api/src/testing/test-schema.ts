import { randomBytes } from 'node:crypto';
import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate, provisionSchema } from '@latchkey/storage';
import { migrations, schema } from '../migrations';

/** A database with the demo API's schema, reached with a role that has no other rights. */
export async function createTestSchema() {
  const { connectionString, drop } = await provisionTestSchema();
  const logger = createLogger({ service: 'test', level: 'error' });
  await migrate({ connectionString, schema, directory: migrations, logger });
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => undefined });
  return {
    connectionString,
    pool,
    async drop() {
      await pool.end();
      await drop();
    },
  };
}

/** The same before its first migration. */
export async function provisionTestSchema() {
  const database = await createTestDatabase();
  const password = randomBytes(12).toString('hex');
  const role = `demo_api_${randomBytes(6).toString('hex')}`;
  await provisionSchema(database.connectionString, { schema, role, password });
  const url = new URL(database.connectionString);
  [url.username, url.password] = [role, password];
  return { connectionString: url.href, drop: database.drop };
}
