import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate } from '@latchkey/storage';
import type { Pool } from 'pg';
import { migrations, schema } from './migrations';

const subject = '00000000-0000-4000-8000-000000000000';
const passwordHash = '$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$aGFzaA';

describe('schema directory', () => {
  const logger = createLogger({ service: 'directory', level: 'error' });
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { connectionString } = database;
    pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => {} });
    await pool.query(`CREATE SCHEMA ${schema}`);
    await migrate({ connectionString, schema, directory: migrations, logger });
    await pool.query(
      `INSERT INTO users (subject, email, name, password_hash) VALUES ($1, 'ada@example.com', 'Ada', $2)`,
      [subject, passwordHash],
    );
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const client = (change: Record<string, unknown>) =>
    insert('clients', {
      client_id: 'demo',
      client_name: 'Demo',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      redirect_uris: ['https://app.example.com/callback'],
      ...change,
    });
  const user = (change: Record<string, unknown>) =>
    insert('users', {
      subject: subject.replace('4000', '4001'),
      email: 'eve@example.com',
      name: 'Eve',
      password_hash: passwordHash,
      ...change,
    });
  const session = (change: Record<string, unknown>) =>
    insert('sessions', {
      token_hash: Buffer.alloc(32),
      subject,
      auth_time: '2030-01-01T00:00:00Z',
      last_seen: '2030-01-01T00:00:00Z',
      expires_at: '2030-01-01T12:00:00Z',
      remote_address: '203.0.113.7',
      user_agent: 'Browser/1',
      ...change,
    });

  /** Inserts a row, and takes it back. */
  async function insert(table: string, row: Record<string, unknown>): Promise<void> {
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
  }

  it('accepts what the refused rows below are variations of', async () => {
    await expect(Promise.all([client({}), user({}), session({})])).resolves.toBeDefined();
  });

  it.each<[string, Record<string, unknown>]>([
    ['a public client with client credentials', { grant_types: ['client_credentials'], redirect_uris: [] }],
    ['an unknown grant type', { grant_types: ['authorization_code', 'password'] }],
    ['no grant type', { grant_types: [], redirect_uris: [] }],
    ['a grant type that is null', { grant_types: ['authorization_code', null] }],
    ['refresh tokens alone', { grant_types: ['refresh_token'], redirect_uris: [] }],
    ['the code grant without redirect URI', { redirect_uris: [] }],
    [
      'a redirect URI without the code grant',
      { grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
    ],
    ['an unknown authentication method', { token_endpoint_auth_method: 'private_key' }],
    ['an empty client_id', { client_id: '' }],
    ['a client_id outside ASCII', { client_id: 'dém' }],
    ['a client_id with a line break', { client_id: 'demo\n' }],
    ['a client_id that is too long', { client_id: 'x'.repeat(257) }],
    ['an empty name', { client_name: '' }],
    ['a redirect URI that is too long', { redirect_uris: [`https://x/${'x'.repeat(2_040)}`] }],
    ['an empty redirect URI', { redirect_uris: [''] }],
    ['too many redirect URIs', { redirect_uris: Array.from({ length: 101 }, (_, i) => `https://x/${i}`) }],
    ['a scope that is null', { scopes: [null] }],
    ['lists of lists', { resources: [['https://x/']] }],
  ])('refuses %s', async (_, change) => {
    await expect(client(change)).rejects.toMatchObject({ code: '23514' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a subject that is no UUID', { subject: 'eve' }],
    ['an e-mail address with capitals', { email: 'Eve@example.com' }],
    ['an e-mail address without at sign', { email: 'eve' }],
    ['an e-mail address with spaces', { email: 'eve @example.com' }],
    ['an e-mail address that is too long', { email: `${'x'.repeat(243)}@example.com` }],
    ['a password that is not hashed', { password_hash: 'correct horse' }],
    ['a weaker kind of hash', { password_hash: passwordHash.replace('argon2id', 'argon2i') }],
  ])('refuses a user with %s', async (_, change) => {
    await expect(user(change)).rejects.toMatchObject({ code: '23514' });
  });

  it('refuses a second user with the same e-mail address', async () => {
    await expect(user({ email: 'ada@example.com' })).rejects.toMatchObject({ code: '23505' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a hash of another length', { token_hash: Buffer.alloc(31) }],
    ['an end before its beginning', { expires_at: '2029-01-01T00:00:00Z' }],
    ['a last use before its beginning', { last_seen: '2029-01-01T00:00:00Z' }],
    ['a user agent that is too long', { user_agent: 'x'.repeat(513) }],
  ])('refuses a session with %s', async (_, change) => {
    await expect(session(change)).rejects.toMatchObject({ code: '23514' });
  });

  it('refuses a session of nobody', async () => {
    await expect(session({ subject: subject.replace('4000', '4002') })).rejects.toMatchObject({
      code: '23503',
    });
  });

  it.each(['', 'flex read', 'flex"', 'flex\\', 'flëx', 'x'.repeat(257)])(
    'refuses the scope %j',
    async (scope) => {
      await pool.query(`INSERT INTO resources VALUES ('https://x/', 'X', 'X') ON CONFLICT DO NOTHING`);
      const row = { resource: 'https://x/', description: 'X' };
      await expect(insert('scopes', { ...row, scope: 'flex:read' })).resolves.toBeUndefined();
      await expect(insert('scopes', { ...row, scope })).rejects.toMatchObject({ code: '23514' });
    },
  );

  it('holds at most two secrets of a client, the older of them for a time only', async () => {
    await pool.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types)
       VALUES ('service', 'Service', 'client_secret_basic', '{client_credentials}')`,
    );
    const secret = (place: string, expires_at: string | null, length = 32) =>
      insert('client_secrets', {
        client_id: 'service',
        place,
        sha256: Buffer.alloc(length, place),
        created_at: '2030-01-01T00:00:00Z',
        expires_at,
      });
    await secret('current', null);
    await secret('previous', '2030-01-02T00:00:00Z');
    await expect(secret('previous', null)).rejects.toMatchObject({ code: '23514' });
    await expect(secret('third', null)).rejects.toMatchObject({ code: '23514' });
    await expect(secret('current', null, 31)).rejects.toMatchObject({ code: '23514' });
  });
});
