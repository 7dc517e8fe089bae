import { randomBytes } from 'node:crypto';
import { provisionSchema } from '../provision';

/** A schema and the connection string of the role that owns it. */
export interface TestSchema {
  schema: string;
  role: string;
  connectionString: string;
}

/** Gives a service called `schema` its place in a test database, under a role that no other test has. */
export async function provisionTestSchema(adminUrl: string, schema: string): Promise<TestSchema> {
  const role = `${schema}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await provisionSchema(adminUrl, { schema, role, password });
  return { schema, role, connectionString: withLogin(adminUrl, role, password) };
}

/** The same database, as somebody else. */
export function withLogin(connectionString: string, role: string, password: string): string {
  const url = new URL(connectionString);
  url.username = role;
  url.password = password;
  return url.href;
}
