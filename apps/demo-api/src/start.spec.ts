import { createLogger, createMetrics, StartupError, type RunningService } from '@latchkey/service-kit';
import { freePort, testCertificates } from '@latchkey/development';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { configSchema } from './config';
import { startDemoApi } from './start';
import { startTokenIssuer } from './testing/token-issuer';

const tlsFiles = {
  LATCHKEY_TLS_CA_FILE: 'ca.pem',
  LATCHKEY_TLS_CERT_FILE: 'cert.pem',
  LATCHKEY_TLS_KEY_FILE: 'key.pem',
};

describe('startDemoApi', () => {
  const logger = createLogger({ service: 'demo-api', level: 'error', destination: { write() {} } });
  let certificates: Awaited<ReturnType<typeof testCertificates<'demo-api' | 'token-issuer'>>>;
  let service: RunningService | undefined;

  beforeAll(async () => {
    certificates = await testCertificates('demo-api', 'token-issuer');
  });

  afterEach(async () => {
    await service?.close();
    service = undefined;
  });

  const start = (httpPort: number, issuerPort: number) =>
    startDemoApi(
      configSchema.parse({
        ...tlsFiles,
        LATCHKEY_HTTP_PORT: String(httpPort),
        LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
        LATCHKEY_ISSUER_TARGET: `127.0.0.1:${issuerPort}`,
      }),
      { logger, metrics: createMetrics('demo-api'), tls: certificates['demo-api'] },
    );

  it('listens, validates tokens for its own resource, and is ready while the issuer serves', async () => {
    const issuer = await startTokenIssuer(certificates['token-issuer']);
    const port = await freePort();
    service = await start(port, issuer.port);
    expect(await service.readiness()).toEqual([]);
    const answer = await fetch(`http://127.0.0.1:${port}/resource/`, {
      headers: { authorization: `Bearer ${issuer.issue({})}` },
    });
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    await issuer.close();
    expect(await service.readiness()).toEqual(['token-issuer']);
  });

  it('starts without the issuer, and says that it misses it', async () => {
    service = await start(await freePort(), await freePort());
    expect(await service.readiness()).toEqual(['token-issuer']);
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
