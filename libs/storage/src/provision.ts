import pg, { type Client } from 'pg';
import { databaseUrl } from './connection';
import { assertIdentifier } from './identifier';
import { scramVerifier } from './scram-verifier';

/** A service's place in the database. */
export interface SchemaProvision {
  /** Made when absent; the database of the connection string when left out. */
  database?: string;
  schema: string;
  role: string;
  /** Printable ASCII without spaces, at least 16 characters. */
  password: string;
}

const { escapeIdentifier: identifier, escapeLiteral: literal } = pg;
const passwordPattern = /^[\x21-\x7e]{16,256}$/;
const duplicateDatabase = ['42P04', '23505'];

/**
 * Gives a service its schema and a role that owns it and can do nothing else: the role may connect to the
 * database, and everybody's rights on the database and its schema `public` are withdrawn. Repeating it only
 * sets the password. For development and operators' tools; services never hold an administrator's connection.
 *
 * @param adminConnectionString a superuser, or a role with CREATEROLE that owns or may create the database
 * @throws RangeError for a malformed name or password; Error when the role has further rights, or the schema
 *   is another role's
 */
export async function provisionSchema(
  adminConnectionString: string,
  { database, schema, role, password }: SchemaProvision,
): Promise<void> {
  assertIdentifier('schema', schema);
  assertIdentifier('role', role);
  if (!passwordPattern.test(password)) {
    throw new RangeError(
      'The password of a role must be 16 to 256 printable ASCII characters without spaces.',
    );
  }
  const url = databaseUrl(adminConnectionString);
  if (database !== undefined) {
    assertIdentifier('database', database);
    await withClient(url, (client) => ensureDatabase(client, database));
    url.pathname = `/${database}`;
  }
  await withClient(url, async (client) => {
    await client.query('BEGIN');
    // Two at once would update the same catalogue rows, and one of them would fail.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('latchkey.provision', 0))");
    await ensureRole(client, role, password);
    await ensureSchema(client, schema, role);
    await client.query('COMMIT');
  });
}

async function withClient(url: URL, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // the query under way fails and says why
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}

async function ensureDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount) return;
  try {
    await client.query(`CREATE DATABASE ${identifier(database)}`);
  } catch (error) {
    if (!duplicateDatabase.includes(String((error as { code?: unknown }).code))) throw error;
  }
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const { rows } = await client.query<{ powerful: boolean }>(
    `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
            OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid) AS powerful
       FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  if (rows[0]?.powerful) {
    throw new Error(
      `The role ${role} exists and has rights of its own: choose another name for the service.`,
    );
  }
  const action = rows.length === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${action} ROLE ${identifier(role)} LOGIN PASSWORD ${literal(scramVerifier(password))}`);
}

async function ensureSchema(client: Client, schema: string, role: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    'SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = $1',
    [schema],
  );
  const owner = rows[0]?.owner;
  if (owner !== undefined && owner !== role) {
    throw new Error(`The schema ${schema} belongs to the role ${owner}, not to ${role}.`);
  }
  await asMemberOf(client, role, async () => {
    if (owner === undefined) {
      await client.query(`CREATE SCHEMA ${identifier(schema)} AUTHORIZATION ${identifier(role)}`);
    }
    await client.query(`REVOKE ALL ON SCHEMA ${identifier(schema)} FROM PUBLIC`);
  });
  const { rows: context } = await client.query<{ database: string; hasPublic: boolean }>(
    `SELECT current_database() AS database, to_regnamespace('public') IS NOT NULL AS "hasPublic"`,
  );
  for (const { database, hasPublic } of context) {
    await client.query(`REVOKE ALL ON DATABASE ${identifier(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${identifier(database)} TO ${identifier(role)}`);
    if (hasPublic) await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  }
}

/** Only a member of a role may make things in its name; a superuser is everything anyway. */
async function asMemberOf(client: Client, role: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
  );
  if (rows[0]?.rolsuper) return work();
  await client.query(`GRANT ${identifier(role)} TO CURRENT_USER`);
  await work();
  await client.query(`REVOKE ${identifier(role)} FROM CURRENT_USER`);
}
