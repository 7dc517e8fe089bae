import { createTestDatabase, type TestDatabase } from '@latchkey/development';
import { provisionSchema } from '@latchkey/storage';
import { randomBytes } from 'node:crypto';
import { schema } from '../schema';

/** Makes a database with the device-flow manager's empty schema; connects as the role that owns it. */
export async function createDeviceDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const role = `device_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await provisionSchema(database.connectionString, { schema, role, password });
  const url = new URL(database.connectionString);
  url.username = role;
  url.password = password;
  return { ...database, connectionString: url.href };
}
