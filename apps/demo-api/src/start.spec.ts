import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { freePort, testCertificates } from '@latchkey/development';
import {
  createLogger,
  createMetrics,
  loadConfig,
  StartupError,
  type RunningService,
} from '@latchkey/service-kit';
import { configSchema } from './config';
import { startDemoApi } from './start';
import { createExplorerFolder } from './testing/test-assets';
import { provisionTestSchema } from './testing/test-schema';
import { startTokenIssuer } from './testing/token-issuer';

const tlsFiles = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
};

describe('startDemoApi', () => {
  const logger = createLogger({ service: 'demo-api', level: 'error', destination: { write() {} } });
  let certificates: Awaited<ReturnType<typeof testCertificates<'demo-api' | 'token-issuer'>>>;
  let schema: Awaited<ReturnType<typeof provisionTestSchema>>;
  let explorer: string;
  let services: RunningService[];

  beforeAll(async () => {
    certificates = await testCertificates('demo-api', 'token-issuer');
    explorer = await createExplorerFolder();
  });
  afterAll(() => rm(explorer, { recursive: true }));

  beforeEach(async () => {
    schema = await provisionTestSchema();
    services = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.close()));
    await schema.drop();
  });

  const start = async (httpPort: number, issuerPort: number, environment: NodeJS.ProcessEnv = {}) => {
    const config = loadConfig(configSchema, {
      ...tlsFiles,
      NODE_ENV: 'test',
      LATCHKEY_HTTP_PORT: String(httpPort),
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_ISSUER_TARGET: `127.0.0.1:${issuerPort}`,
      LATCHKEY_DATABASE_URL: schema.connectionString,
      ...environment,
    });
    const kit = { logger, metrics: createMetrics('demo-api'), tls: certificates['demo-api'] };
    const service = await startDemoApi(config, kit, explorer);
    services.push(service);
    return service;
  };
  const readResource = async (port: number, token: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/resource/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, ...((await response.json()) as { devices: object[] }) };
  };

  it('listens, validates tokens for its own resource, and is ready while issuer and database serve', async () => {
    const issuer = await startTokenIssuer(certificates['token-issuer']);
    const port = await freePort();
    const service = await start(port, issuer.port);
    expect(await service.readiness()).toEqual([]);
    const { status, devices } = await readResource(port, issuer.issue({}));
    expect([status, devices.length]).toEqual([200, 5]);
    await schema.drop();
    expect(await service.readiness()).toEqual(['database']);
    await issuer.close();
    expect(await service.readiness()).toEqual(['database', 'token-issuer']);
  });

  it('starts as several replicas at once, which show the same', async () => {
    const issuer = await startTokenIssuer(certificates['token-issuer']);
    const ports = [await freePort(), await freePort()];
    await Promise.all(ports.map((port) => start(port, issuer.port)));
    const token = issuer.issue({});
    const [one, other] = await Promise.all(ports.map((port) => readResource(port, token)));
    const ids = (answer: typeof one) => answer?.devices.map((device) => (device as { id: string }).id);
    expect(ids(one)).toEqual(ids(other));
    await issuer.close();
  });

  it.each([
    [{ LATCHKEY_DEMO_HOUSEHOLDS: 'off' }, 0],
    [{ NODE_ENV: 'production' }, 0],
    [{ NODE_ENV: 'production', LATCHKEY_DEMO_HOUSEHOLDS: 'on' }, 5],
  ])('with %j gives a newcomer %d devices', async (environment, count) => {
    const issuer = await startTokenIssuer(certificates['token-issuer']);
    const port = await freePort();
    await start(port, issuer.port, environment);
    expect((await readResource(port, issuer.issue({}))).devices).toHaveLength(count);
    await issuer.close();
  });

  it('starts without the issuer, and says that it misses it', async () => {
    const service = await start(await freePort(), await freePort());
    expect(await service.readiness()).toEqual(['token-issuer']);
  });

  it('names the setting when the database does not answer', async () => {
    const url = new URL(schema.connectionString);
    url.port = String(await freePort());
    const failure = start(await freePort(), await freePort(), { LATCHKEY_DATABASE_URL: url.href });
    await expect(failure).rejects.toThrow(StartupError);
    await expect(failure).rejects.toThrow(/^The database in LATCHKEY_DATABASE_URL /);
  });

  it('names the setting when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const failure = start(port, await freePort());
    await expect(failure).rejects.toThrow(StartupError);
    await expect(failure).rejects.toThrow(/^Port \d+ is in use: .*LATCHKEY_HTTP_PORT/);
    other.close();
    await once(other, 'close');
  });
});
