import {
  freePort,
  startRedis,
  type RedisServer,
  type TestDatabase,
  testCertificates,
} from '@latchkey/development';
import { DeviceFlowService } from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import { createLogger, createMetrics, StartupError, type RunningService } from '@latchkey/service-kit';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { configSchema } from './config';
import { startDeviceFlowManager } from './start';
import { createDeviceDatabase } from './testing/device-database';
import { engineNames } from './testing/engines';
import { redeemAlone } from './testing/redeem-alone';

describe('startDeviceFlowManager', () => {
  const logged: string[] = [];
  const logger = createLogger({
    service: 'device-flow-manager',
    level: 'debug',
    destination: { write: (line) => logged.push(line) },
  });
  let certificates: Awaited<ReturnType<typeof testCertificates<'device-flow-manager' | 'token-issuer'>>>;
  let database: TestDatabase;
  let redis: RedisServer | undefined;
  let service: RunningService | undefined;

  beforeAll(async () => {
    certificates = await testCertificates('device-flow-manager', 'token-issuer');
    if (engineNames.includes('Redis')) redis = await startRedis();
  });

  afterAll(() => redis?.stop());

  beforeEach(async () => {
    logged.length = 0;
    database = await createDeviceDatabase();
  });

  afterEach(async () => {
    await service?.close();
    service = undefined;
    await database.drop();
  });

  const startWith = async (settings: Record<string, string> = {}) =>
    startDeviceFlowManager(
      configSchema.parse({
        LATCHKEY_TLS_CA_FILE: 'ca.pem',
        LATCHKEY_TLS_CERT_FILE: 'cert.pem',
        LATCHKEY_TLS_KEY_FILE: 'key.pem',
        LATCHKEY_GRPC_PORT: String(await freePort()),
        LATCHKEY_DATABASE_URL: database.connectionString,
        LATCHKEY_DIRECTORY_TARGET: `127.0.0.1:${await freePort()}`,
        ...settings,
      }),
      { logger, metrics: createMetrics('device-flow-manager'), tls: certificates['device-flow-manager'] },
    );

  const changed = (change: (url: URL) => void) => {
    const url = new URL(database.connectionString);
    change(url);
    return { LATCHKEY_DATABASE_URL: url.href };
  };

  it.each(engineNames)('starts from an empty schema with %s, serves, and is ready', async (engine) => {
    const port = await freePort();
    const settings: Record<string, string> = { LATCHKEY_GRPC_PORT: String(port) };
    if (engine === 'Redis' && redis) settings.LATCHKEY_REDIS_URL = redis.url;
    service = await startWith(settings);
    expect(await service.readiness()).toEqual([]);
    const connection = connect({
      target: `dns:///127.0.0.1:${port}`,
      peer: 'device-flow-manager',
      tls: certificates['token-issuer'],
    });
    const issuer = connection.service(DeviceFlowService);
    const { deviceCode } = await issuer.startDeviceAuthorization({ clientId: 'demo-tv' });
    await expect(redeemAlone(issuer, { deviceCode, clientId: 'demo-tv' })).rejects.toMatchObject({
      code: 'authorization_pending',
    });
    connection.close();
  });

  it('starts a second time, and a second replica beside it', async () => {
    service = await startWith();
    const second = await startWith();
    expect(await second.readiness()).toEqual([]);
    await second.close();
  });

  it('says that it misses the database, when that goes away', async () => {
    service = await startWith();
    await database.drop();
    expect(await service.readiness()).toEqual(['database']);
  });

  it.each<[string, () => Promise<Record<string, string>>, RegExp]>([
    [
      'the database is not there',
      async () => {
        const port = await freePort();
        return changed((url) => (url.port = String(port)));
      },
      /LATCHKEY_DATABASE_URL cannot be reached/,
    ],
    [
      'the password is wrong',
      async () => changed((url) => (url.password = 'a-wrong-password')),
      /LATCHKEY_DATABASE_URL refuses the role/,
    ],
    [
      'the database does not exist',
      async () => changed((url) => (url.pathname = '/no_such_database')),
      /LATCHKEY_DATABASE_URL does not exist/,
    ],
    [
      'Redis is not there',
      async () => ({ LATCHKEY_REDIS_URL: `redis://:a-wrong-password@127.0.0.1:${await freePort()}` }),
      /LATCHKEY_REDIS_URL cannot be used/,
    ],
    [
      'the port is taken',
      async () => {
        const other = createServer().listen(0, '127.0.0.1').unref();
        await once(other, 'listening');
        return { LATCHKEY_GRPC_PORT: String((other.address() as AddressInfo).port) };
      },
      /^Port \d+ is in use: .*LATCHKEY_GRPC_PORT/,
    ],
  ])('names the setting when %s, and no password', async (_, settings, sentence) => {
    const failure = await startWith(await settings()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartupError);
    expect((failure as StartupError).message).toMatch(sentence);
    expect((failure as StartupError).message).not.toContain('a-wrong-password');
    expect(logged.join()).not.toContain('a-wrong-password');
  });
});
