import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticationService, ClientService, QuotaService } from '@latchkey/contracts';
import {
  createTestDatabase,
  ensureCertificates,
  freePort,
  isRedisInstalled,
  readCertificates,
  startRedis,
  type TestDatabase,
} from '@latchkey/development';
import { connect } from '@latchkey/rpc';
import {
  createLogger,
  createMetrics,
  loadConfig,
  StartupError,
  type RunningService,
} from '@latchkey/service-kit';
import { provisionSchema } from '@latchkey/storage';
import { Pool } from 'pg';
import { configSchema } from './config';
import { schema } from './migrations';
import { startDirectory } from './start';
import { eventually } from './testing/eventually';

const databasePassword = randomBytes(32).toString('base64url');
const password = randomBytes(32).toString('base64url');
const clientSecret = randomBytes(32).toString('base64url');
const masterKey = randomBytes(32).toString('base64');

describe('startDirectory', () => {
  const role = `directory_${randomBytes(8).toString('hex')}`;
  let database: TestDatabase;
  let connectionString: string;
  let directory: string;
  let log: string;
  let running: RunningService[];

  beforeEach(async () => {
    database = await createTestDatabase();
    await provisionSchema(database.connectionString, { schema, role, password: databasePassword });
    const url = new URL(database.connectionString);
    [url.username, url.password] = [role, databasePassword];
    connectionString = url.href;
    directory = await mkdtemp(join(tmpdir(), 'latchkey-directory-'));
    await ensureCertificates({
      directory,
      services: ['directory', 'token-issuer', 'authorization-frontend'],
    });
    await writeFile(
      join(directory, 'demo-credentials.json'),
      JSON.stringify({
        users: { 'ada@example.com': { password }, 'admin@example.com': { password } },
        clients: { 'demo-service': { client_secret: clientSecret } },
      }),
    );
    log = '';
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map((service) => service.close()));
    await database.drop();
    await rm(directory, { recursive: true });
  });

  const seeded = () => ({
    LATCHKEY_SEED_FILE: join(directory, 'demo-credentials.json'),
    LATCHKEY_DEMO_API_URL: 'http://127.0.0.1:9102',
  });
  const start = async (environment: NodeJS.ProcessEnv = {}) => {
    const port = await freePort();
    const config = loadConfig(configSchema, {
      NODE_ENV: 'test',
      LATCHKEY_GRPC_PORT: String(port),
      LATCHKEY_DATABASE_URL: connectionString,
      LATCHKEY_MASTER_KEY: masterKey,
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_TLS_CA_FILE: join(directory, 'ca.pem'),
      LATCHKEY_TLS_CERT_FILE: join(directory, 'directory.pem'),
      LATCHKEY_TLS_KEY_FILE: join(directory, 'directory.key'),
      ...environment,
    });
    const service = await startDirectory(config, {
      logger: createLogger({
        service: 'directory',
        level: 'debug',
        destination: { write: (line) => (log += line) },
      }),
      metrics: createMetrics('directory'),
      tls: await readCertificates(directory, 'directory'),
    });
    running.push(service);
    return { port, service };
  };
  const dial = async (port: number, caller: string) =>
    connect({
      target: `dns:///127.0.0.1:${port}`,
      peer: 'directory',
      tls: await readCertificates(directory, caller),
    });

  it('serves an empty directory from an empty database, and seeds nothing unasked', async () => {
    const { port, service } = await start();
    expect(await service.readiness()).toEqual([]);
    const connection = await dial(port, 'token-issuer');
    await expect(connection.service(ClientService).getClient({ clientId: 'demo-web' })).rejects.toMatchObject(
      { status: 'NOT_FOUND' },
    );
    connection.close();
  });

  it('starts as several replicas at once, which seed one set of people', async () => {
    const replicas = await Promise.all([start(seeded()), start(seeded())]);
    const subjects = await Promise.all(
      replicas.map(async ({ port }) => {
        const connection = await dial(port, 'authorization-frontend');
        const credentials = { email: 'ada@example.com', password };
        const service = connection.service(AuthenticationService);
        const { authentication } = await service.authenticateWithPassword(credentials);
        connection.close();
        return authentication?.subject;
      }),
    );
    expect(subjects[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(subjects[1]).toBe(subjects[0]);
    for (const secret of [password, clientSecret, databasePassword]) {
      expect(log).not.toContain(secret);
    }
  });

  it('says that the database is missing while it is', async () => {
    const { service } = await start();
    await database.drop();
    expect(await service.readiness()).toEqual(['database']);
  });

  it.each([
    ['does not answer', (url: URL, port: number) => (url.port = String(port))],
    ['does not know the password', (url: URL) => (url.password = 'hidden-password')],
    ['does not exist', (url: URL) => (url.pathname = '/elsewhere')],
  ])('names the setting when the database %s', async (_, change) => {
    const url = new URL(connectionString);
    change(url, await freePort());
    const error = await start({ LATCHKEY_DATABASE_URL: url.href }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/^The database in LATCHKEY_DATABASE_URL /);
    expect((error as Error).message).not.toContain(url.password);
  });

  it('names the setting when nobody gave it a schema', async () => {
    const bare = await createTestDatabase();
    const error = await start({ LATCHKEY_DATABASE_URL: bare.connectionString }).catch(
      (reason: unknown) => reason,
    );
    await bare.drop();
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toContain("create the service's schema");
  });

  it('names the setting when it does not open what another master key sealed', async () => {
    await start();
    const subject = '6f1ed002-ab55-47ff-9bd6-6a8dbb5ae0f1';
    const pool = new Pool({ connectionString });
    await pool.query(
      `INSERT INTO directory.users (subject, email, name, password_hash) VALUES ($1, 'ada@example.com', 'Ada', '$argon2id$x')`,
      [subject],
    );
    await pool.query(
      `INSERT INTO directory.totp (subject, sealed_secret, key_id, last_step, created_at)
       VALUES ($1, '\\x00', 'another', 0, now())`,
      [subject],
    );
    await pool.end();
    const error = await start().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toContain('LATCHKEY_PREVIOUS_MASTER_KEY');
  });

  it('names the setting when its port is taken', async () => {
    const { port } = await start();
    const error = await start({ LATCHKEY_GRPC_PORT: String(port) }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toContain('LATCHKEY_GRPC_PORT');
  });

  it('names the setting when the seed file is missing', async () => {
    await expect(start({ ...seeded(), LATCHKEY_SEED_FILE: join(directory, 'none.json') })).rejects.toThrow(
      /^LATCHKEY_SEED_FILE .* cannot be read/,
    );
  });

  it('names the setting when Redis cannot be reached, and does not show the password', async () => {
    const url = `redis://:hidden-password@127.0.0.1:${await freePort()}`;
    const error = await start({ LATCHKEY_REDIS_URL: url }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(/^The Redis server in LATCHKEY_REDIS_URL cannot be used/);
    expect((error as Error).message).not.toContain('hidden-password');
  });

  if (isRedisInstalled()) {
    it('counts uses and keeps short-lived state in Redis when it is given one, and stays ready while that is away', async () => {
      const redis = await startRedis();
      const { port, service } = await start({ ...seeded(), LATCHKEY_REDIS_URL: redis?.url });
      const connection = await dial(port, 'authorization-frontend');
      const consume = () =>
        connection.service(QuotaService).consumeQuotas({ claims: [{ key: 'x', limit: 2, amount: 2 }] });
      expect((await consume()).outcomes).toMatchObject([{ granted: 2, remaining: 0 }]);
      const pool = new Pool({ connectionString, options: `-c search_path=${schema}` });
      expect((await pool.query(`SELECT key FROM quotas`)).rows).toEqual([]);
      const credentials = { email: 'ada@example.com', password };
      const authentications = connection.service(AuthenticationService);
      const { authentication } = await authentications.authenticateWithPassword(credentials);
      expect(authentication?.sufficient).toBe(true);
      expect((await pool.query(`SELECT key FROM ephemeral_entries`)).rows).toEqual([]);
      await pool.end();
      await redis?.stop();
      await expect(
        connection.service(QuotaService).consumeQuotas({ claims: [{ key: 'y', limit: 2, amount: 2 }] }),
      ).rejects.toMatchObject({ status: 'UNAVAILABLE' });
      expect(await service.readiness()).toEqual([]);
      connection.close();
    });
  }

  it('drops audit events past their time and places that nobody signed in from for 90 days', async () => {
    const { service } = await start(seeded());
    running = [];
    await service.close();
    const pool = new Pool({ connectionString, options: `-c search_path=${schema}` });
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    for (const days of [29.9, 30.1]) {
      await pool.query(
        `INSERT INTO audit_events (event_id, event_time, type, recorder, subject, client_id, grant_id,
           remote_address, request_id, details)
         VALUES (gen_random_uuid(), $1, 'test.event', 'test', '', '', '', '', '', '{}')`,
        [daysAgo(days)],
      );
    }
    for (const days of [89.9, 90.1]) {
      await pool.query(
        `INSERT INTO known_networks SELECT subject, sha256($2::text::bytea), $1 FROM users WHERE email LIKE 'ada@%'`,
        [daysAgo(days), String(days)],
      );
    }
    await start({ LATCHKEY_AUDIT_RETENTION_DAYS: '30' });
    const count = async (query: string) => (await pool.query(query)).rows.length;
    await eventually(
      async () =>
        (await count(`SELECT event_id FROM audit_events WHERE type = 'test.event'`)) === 1 &&
        (await count(`SELECT subject FROM known_networks`)) === 1,
    );
    await pool.end();
  });

  it('finishes what is under way before it ends', async () => {
    const { port, service } = await start(seeded());
    const connection = await dial(port, 'authorization-frontend');
    const authentications = connection.service(AuthenticationService);
    const credentials = { email: 'ada@example.com', password };
    await authentications.authenticateWithPassword(credentials);
    const underWay = Array.from({ length: 4 }, () => authentications.authenticateWithPassword(credentials));
    // Their arrival shows in nothing that can be waited for; this call is behind them on the same connection.
    await authentications.authenticateWithPassword({ email: '', password: '' }).catch(() => {});
    running = [];
    await service.close();
    for (const { authentication } of await Promise.all(underWay)) {
      expect(authentication?.email).toBe('ada@example.com');
    }
    connection.close();
  });
});
