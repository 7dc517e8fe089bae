import { createServer } from 'node:http';
import { Agent, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { freePort, testCertificates } from '@latchkey/development';
import { createLogger, createMetrics, loadConfig, type RunningService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { start } from './start';
import { startTestDirectory, type TestDirectory } from './testing/test-directory';
import { until } from './testing/test-gateway';
import { startTestIssuer, type TestIssuer } from './testing/test-services';
import { startTestUpstream, type TestUpstream } from './testing/test-upstream';

const logger = createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } });

describe('start', () => {
  let certificates: Awaited<
    ReturnType<
      typeof testCertificates<'resource-gateway' | 'token-issuer' | 'directory' | 'authorization-frontend'>
    >
  >;
  let issuer: TestIssuer;
  let directory: TestDirectory;
  let frontend: TestUpstream;
  let port: number;
  let grpcPort: number;

  const startGateway = (): Promise<RunningService> => {
    const config = loadConfig(configSchema, {
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_PORT: String(port),
      LATCHKEY_ISSUER_TARGET: `127.0.0.1:${issuer.server.port}`,
      LATCHKEY_DIRECTORY_TARGET: `127.0.0.1:${directory.port}`,
      LATCHKEY_GRPC_PORT: String(grpcPort),
      LATCHKEY_FRONTEND_URL: frontend.origin,
      LATCHKEY_TLS_CA_FILE: 'ca',
      LATCHKEY_TLS_CERT_FILE: 'cert',
      LATCHKEY_TLS_KEY_FILE: 'key',
    });
    return start(config, { logger, metrics: createMetrics('test'), tls: certificates['resource-gateway'] });
  };

  beforeAll(async () => {
    certificates = await testCertificates(
      'resource-gateway',
      'token-issuer',
      'directory',
      'authorization-frontend',
    );
  });
  beforeEach(async () => {
    issuer = await startTestIssuer(certificates['token-issuer'], { sign: () => '' });
    directory = await startTestDirectory(certificates.directory, { resources: [] });
    frontend = await startTestUpstream(certificates['authorization-frontend']);
    port = await freePort();
    grpcPort = await freePort();
  });
  afterEach(async () => {
    await issuer.server.close(0);
    await directory.close(0);
    await frontend.close();
  });

  it('is ready once it has the keys and the registry, and names who has not sent them', async () => {
    const gateway = await startGateway();
    let missing: string[] = ['not asked yet'];
    await until(() => {
      void gateway.readiness().then((names) => (missing = names));
      return missing.length === 0;
    });
    await gateway.close();

    await issuer.server.close(0);
    await directory.close(0);
    const lonely = await startGateway();
    expect(await lonely.readiness()).toEqual(['token-issuer', 'directory']);
    await lonely.close();
  });

  it('names the setting when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    port = (other.address() as AddressInfo).port;
    await expect(startGateway()).rejects.toThrow(/LATCHKEY_PORT/);
    other.close();
  });

  it('names the setting when the private port is in use', async () => {
    grpcPort = issuer.server.port;
    await expect(startGateway()).rejects.toThrow(/LATCHKEY_GRPC_PORT/);
  });

  it('does not wait for connections on which nothing has come', async () => {
    const gateway = await startGateway();
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    await fetch(`http://127.0.0.1:${port}/jwks/`);
    const ended = once(silent, 'close');
    await gateway.close();
    await ended;
  });

  it('finishes requests under way when it closes, and takes no more', async () => {
    const gateway = await startGateway();
    const agent = new Agent({ keepAlive: true });
    const request = (path: string) =>
      new Promise<IncomingMessage>((resolve, reject) =>
        get({ port, path, agent }, resolve).on('error', reject),
      );
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      frontend.answer = (_, response) => {
        finish = () => response.end('done');
        resolve();
      };
    });
    const underWay = request('/sign-in');
    await arrived;
    const closed = gateway.close();
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    finish();
    const response = await underWay;
    expect(response.statusCode).toBe(200);
    expect(String(await response.toArray().then(Buffer.concat))).toBe('done');
    await closed;
    agent.destroy();
  });
});
