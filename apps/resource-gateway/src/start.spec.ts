import { createServer } from 'node:http';
import { Agent, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { freePort, testCertificates } from '@latchkey/development';
import { createLogger, createMetrics, loadConfig, type RunningService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { start } from './start';
import { startTestIssuer, type TestIssuer } from './testing/test-services';
import { startTestUpstream, type TestUpstream } from './testing/test-upstream';

const logger = createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } });

describe('start', () => {
  let certificates: Awaited<
    ReturnType<typeof testCertificates<'resource-gateway' | 'token-issuer' | 'authorization-frontend'>>
  >;
  let issuer: TestIssuer;
  let frontend: TestUpstream;
  let port: number;

  const startGateway = (): Promise<RunningService> => {
    const config = loadConfig(configSchema, {
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_PORT: String(port),
      LATCHKEY_ISSUER_TARGET: `127.0.0.1:${issuer.server.port}`,
      LATCHKEY_DIRECTORY_TARGET: '127.0.0.1:1',
      LATCHKEY_FRONTEND_URL: frontend.origin,
      LATCHKEY_DEMO_API_URL: 'http://127.0.0.1:1',
      LATCHKEY_TLS_CA_FILE: 'ca',
      LATCHKEY_TLS_CERT_FILE: 'cert',
      LATCHKEY_TLS_KEY_FILE: 'key',
    });
    return start(config, { logger, metrics: createMetrics('test'), tls: certificates['resource-gateway'] });
  };

  beforeAll(async () => {
    certificates = await testCertificates('resource-gateway', 'token-issuer', 'authorization-frontend');
  });
  beforeEach(async () => {
    issuer = await startTestIssuer(certificates['token-issuer'], { sign: () => '' });
    frontend = await startTestUpstream(certificates['authorization-frontend']);
    port = await freePort();
  });
  afterEach(async () => {
    await issuer.server.close(0);
    await frontend.close();
  });

  it('is ready once it has the keys, and names the issuer when it cannot get them', async () => {
    const gateway = await startGateway();
    expect(await gateway.readiness()).toEqual([]);
    await gateway.close();

    await issuer.server.close(0);
    const lonely = await startGateway();
    expect(await lonely.readiness()).toEqual(['token-issuer']);
    await lonely.close();
  });

  it('names the setting when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    port = (other.address() as AddressInfo).port;
    await expect(startGateway()).rejects.toThrow(/LATCHKEY_PORT/);
    other.close();
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
    const underWay = request('/slow');
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
