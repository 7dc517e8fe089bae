import type { ClientConfig } from 'pg';
import { assertIdentifier } from './identifier';

const connectionTimeoutMilliseconds = 5_000;

/** How every connection of a service is opened. */
export interface ConnectionOptions {
  /** `postgres://ROLE:PASSWORD@HOST:PORT/DATABASE` */
  connectionString: string;
  /** The one schema that names without a schema are looked up in. */
  schema: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Further settings of the session. */
  settings?: Record<string, number>;
}

/**
 * Turns the options into what `pg` takes.
 *
 * @throws RangeError when the connection string is not such a URL, or carries settings of its own
 */
export function connectionConfig(options: ConnectionOptions): ClientConfig {
  const { connectionString, schema, applicationName, settings = {} } = options;
  assertIdentifier('schema', schema);
  const url = databaseUrl(connectionString);
  if (url.searchParams.has('options')) {
    // pg lets the connection string win, and the service would then work outside its schema.
    throw new RangeError('The database connection string must not carry "options": the schema is set there.');
  }
  const session = Object.entries({ search_path: schema, ...settings });
  return {
    connectionString,
    application_name: applicationName,
    options: session.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    connectionTimeoutMillis: connectionTimeoutMilliseconds,
    keepAlive: true,
  };
}

/**
 * Parses a connection string.
 *
 * @throws RangeError without the string in it, because it holds a password
 */
export function databaseUrl(connectionString: string): URL {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  if (url?.protocol !== 'postgres:' && url?.protocol !== 'postgresql:') {
    throw new RangeError(
      'The database connection string is not of the form postgres://ROLE:PASSWORD@HOST:PORT/DATABASE.',
    );
  }
  return url;
}
