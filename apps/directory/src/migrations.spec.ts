import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate } from '@latchkey/storage';
import { migrations, schema } from './migrations';
import { startTestSchema, type TestSchema } from './testing/test-schema';

const subject = '00000000-0000-4000-8000-000000000000';
const passwordHash = '$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$aGFzaA';

describe('schema directory', () => {
  let database: TestSchema;

  beforeAll(async () => {
    database = await startTestSchema();
    await database.pool.query(
      `INSERT INTO users (subject, email, name, password_hash) VALUES ($1, 'ada@example.com', 'Ada', $2)`,
      [subject, passwordHash],
    );
  });

  afterAll(() => database.close());

  const insert = (table: string, row: Record<string, unknown>) => database.insert(table, row);
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

  it('accepts what the refused rows below are variations of', async () => {
    await expect(Promise.all([user({}), session({})])).resolves.toBeDefined();
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

  it.each<[string, Record<string, unknown>]>([
    ['an empty key', { key: '' }],
    ['a key that is no hash', { key: 'x'.repeat(65) }],
  ])('refuses to count under %s', async (_, change) => {
    const row = { key: 'x', points: 1, expire: 1 };
    await expect(insert('quotas', row)).resolves.toBeUndefined();
    await expect(insert('quotas', { ...row, ...change })).rejects.toMatchObject({ code: '23514' });
  });

  it('keeps what the first version wrote, save for secrets that nothing asked for, and lets it write on', async () => {
    const former = await mkdtemp(join(tmpdir(), 'latchkey-migrations-'));
    await copyFile(join(migrations, '0001_directory.sql'), join(former, '0001_directory.sql'));
    const { connectionString, drop } = await createTestDatabase();
    const logger = createLogger({ service: 'directory', level: 'error' });
    const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => {} });
    await pool.query(`CREATE SCHEMA ${schema}`);
    await migrate({ connectionString, schema, directory: former, logger });
    const register = (clientId: string, method: string) =>
      pool.query(
        `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types)
         VALUES ($1, 'Client', $2, '{urn:ietf:params:oauth:grant-type:device_code}')`,
        [clientId, method],
      );
    const addSecret = (clientId: string) =>
      pool.query(
        `INSERT INTO client_secrets (client_id, place, sha256, created_at)
         VALUES ($1, 'current', sha256('secret'), now())`,
        [clientId],
      );
    for (const [clientId, method] of [
      ['tv', 'none'],
      ['service', 'client_secret_basic'],
    ] as const) {
      await register(clientId, method);
      await addSecret(clientId);
    }
    await migrate({ connectionString, schema, directory: migrations, logger });
    await register('later', 'client_secret_post');
    await addSecret('later');
    const { rows } = await pool.query(
      `SELECT client_id, place FROM clients LEFT JOIN client_secrets USING (client_id) ORDER BY client_id`,
    );
    expect(rows).toEqual([
      { client_id: 'later', place: 'current' },
      { client_id: 'service', place: 'current' },
      { client_id: 'tv', place: null },
    ]);
    await pool.end();
    await drop();
    await rm(former, { recursive: true });
  });
});
