import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate, provisionSchema } from '@latchkey/storage';
import { randomBytes } from 'node:crypto';
import { migrationsDirectory } from '../server';

/** A database with the issuer's schema, reached with a role that has no other rights. */
export async function createTestSchema() {
  const database = await createTestDatabase();
  const schema = 'issuer';
  const password = randomBytes(12).toString('hex');
  const role = `issuer_${randomBytes(6).toString('hex')}`;
  await provisionSchema(database.connectionString, { schema, role, password });
  const url = new URL(database.connectionString);
  url.username = role;
  url.password = password;
  const connectionString = url.href;
  const logger = createLogger({ service: 'test', level: 'error' });
  await migrate({ connectionString, schema, directory: migrationsDirectory, logger });
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => undefined });
  return {
    connectionString,
    pool,
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}
