import { startEmbeddedPostgres } from '@latchkey/development';
import { StartupError } from '@latchkey/service-kit';
import { provisionSchema } from '@latchkey/storage';
import { join } from 'node:path';
import pg from 'pg';
import { schemas, type ServiceName } from './services';

/** The database of the stack. */
export interface StackDatabase {
  /** Connection of each service that owns a schema, with the role that owns it. */
  urls: Partial<Record<ServiceName, string>>;
  /** Stops the server, if it is ours. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL, or takes the one named, and gives every owner its schema and role. */
export async function openDatabase(options: {
  stateDirectory: string;
  /** An administrator's connection; undefined for an embedded server. */
  adminUrl: string | undefined;
  rolePasswords: Record<string, string>;
}): Promise<StackDatabase> {
  const { adminUrl: given, rolePasswords } = options;
  const server = given
    ? undefined
    : await startEmbeddedPostgres({ dataDirectory: join(options.stateDirectory, 'postgres') }).catch(
        (cause: Error) => {
          throw new StartupError(cause.message, { cause });
        },
      );
  const adminUrl = given ?? server?.adminUrl ?? '';
  try {
    if (given) await checkReachable(given);
    const urls: StackDatabase['urls'] = {};
    for (const [name, { schema, role }] of Object.entries(schemas)) {
      const password = rolePasswords[role] ?? '';
      await provisionSchema(adminUrl, { schema, role, password });
      const url = new URL(adminUrl);
      url.username = role;
      url.password = password;
      urls[name as ServiceName] = url.href;
    }
    return { urls, stop: async () => server?.stop() };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

async function checkReachable(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    const reason = (cause as Error).message || (cause as NodeJS.ErrnoException).code;
    throw new StartupError(
      `The database in LATCHKEY_DATABASE_URL cannot be reached (${reason}): start it or correct the setting; unset it to use an embedded one.`,
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
