import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticationService, ClientService, ConsentService } from '@latchkey/contracts';
import {
  freePort,
  startEmbeddedPostgres,
  testCertificates,
  type EmbeddedPostgres,
} from '@latchkey/development';
import { connect, type Connection, type RpcClient } from '@latchkey/rpc';
import { createLogger, createMetrics, loadConfig, type RunningService } from '@latchkey/service-kit';
import { provisionSchema } from '@latchkey/storage';
import { Client } from 'pg';
import { configSchema } from './config';
import { schema } from './migrations';
import { startDirectory } from './start';

// A PostgreSQL of its own is made from nothing.
const startMilliseconds = 60_000;

describe('a directory whose database goes away', () => {
  const subject = randomUUID();
  const databasePassword = randomBytes(32).toString('base64url');
  let folder: string;
  let postgres: EmbeddedPostgres;
  let service: RunningService;
  let frontend: Connection & { service: ReturnType<typeof connect>['service'] };
  let consents: RpcClient<typeof ConsentService>;
  let log: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-outage-'));
    await chmod(folder, 0o711); // root's PostgreSQL runs as another user, who has to pass
    postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres') });
    await provisionSchema(postgres.adminUrl, { schema, role: 'directory', password: databasePassword });
    const url = new URL(postgres.adminUrl);
    [url.username, url.password] = ['directory', databasePassword];
    log = '';
    const port = await freePort();
    const certificates = await testCertificates('directory', 'authorization-frontend');
    const config = loadConfig(configSchema, {
      NODE_ENV: 'test',
      LATCHKEY_GRPC_PORT: String(port),
      LATCHKEY_DATABASE_URL: url.href,
      LATCHKEY_MASTER_KEY: randomBytes(32).toString('base64'),
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_TLS_CA_FILE: 'unused',
      LATCHKEY_TLS_CERT_FILE: 'unused',
      LATCHKEY_TLS_KEY_FILE: 'unused',
    });
    service = await startDirectory(config, {
      logger: createLogger({
        service: 'directory',
        level: 'debug',
        destination: { write: (line) => (log += line) },
      }),
      metrics: createMetrics('directory'),
      tls: certificates.directory,
    });
    frontend = connect({
      target: `dns:///127.0.0.1:${port}`,
      peer: 'directory',
      tls: certificates['authorization-frontend'],
    });
    consents = frontend.service(ConsentService);
  }, startMilliseconds);
  afterAll(async () => {
    frontend?.close();
    await service?.close();
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const failures = () =>
    log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => /^call failed/.test(String(msg)));

  it('asks for another try while it is away, and answers when it is back', async () => {
    expect((await consents.listConsents({ subject })).consents).toEqual([]);
    await postgres.stop();

    const credentials = { email: 'ada@example.com', password: 'a password' };
    const calls: Promise<unknown>[] = [
      consents.listConsents({ subject }),
      frontend.service(ClientService).getClientProfile({ clientId: 'demo-web' }),
      consents.deleteConsent({ subject, clientId: 'demo-web' }),
      frontend.service(AuthenticationService).authenticateWithPassword(credentials),
    ];
    const outcomes = await Promise.allSettled(calls);
    const reason = {
      name: 'RpcError',
      status: 'UNAVAILABLE',
      message: expect.stringMatching(/^\w+: a store of the service does not answer now$/),
    };
    expect(outcomes).toMatchObject(calls.map(() => ({ status: 'rejected', reason })));
    expect(failures()).not.toEqual([]);
    for (const line of failures()) {
      expect(line).toMatchObject({ level: 'warn', status: 'UNAVAILABLE', error: { cause: {} } });
    }
    expect(log).not.toContain(databasePassword);

    postgres = await startEmbeddedPostgres({ dataDirectory: join(folder, 'postgres'), port: postgres.port });
    expect((await consents.listConsents({ subject })).consents).toEqual([]);
  });

  it('still calls a statement that is wrong a defect', async () => {
    const database = new Client({ connectionString: postgres.adminUrl });
    await database.connect();
    await database.query(`DROP TABLE ${schema}.consents CASCADE`);
    await database.end();
    await expect(consents.listConsents({ subject })).rejects.toMatchObject({ status: 'INTERNAL' });
    expect(failures().at(-1)).toMatchObject({
      level: 'error',
      error: { message: expect.stringContaining('consents') },
    });
  });
});
