import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthenticationService,
  AuthorizationService,
  ClientService,
  ConsentService,
  DeviceFlowService,
  GrantService,
  ResourceService,
  SessionService,
  UserService,
} from '@latchkey/contracts';
import { ensureCertificates, freePort, readCertificates } from '@latchkey/development';
import { RpcError, rpcService, startRpcServer, type RpcServer, type RpcService } from '@latchkey/rpc';
import {
  createLogger,
  createMetrics,
  currentRequestContext,
  StartupError,
  type RunningService,
} from '@latchkey/service-kit';
import { configSchema } from './config';
import { startAuthorizationFrontend } from './start';
import { createTestServer } from './testing/test-server';

const names = [
  'authorization-frontend',
  'resource-gateway',
  'token-issuer',
  'device-flow-manager',
  'directory',
];
const logger = createLogger({ service: 'test', level: 'error', destination: { write() {} } });

const notCalled = async () => {
  throw new RpcError('UNIMPLEMENTED', 'not a method for the front end');
};
const notWatched = async function* (): AsyncGenerator<never> {
  throw new RpcError('UNIMPLEMENTED', 'not a method for the front end');
};

describe('startAuthorizationFrontend', () => {
  const { accounts, authentication, issuer, devices, directory, clients, consents, grants } =
    createTestServer();
  const requestIds: (string | undefined)[] = [];
  let certificates: string;
  let servers: RpcServer[] = [];
  let frontend: RunningService | undefined;
  let port: number;

  const serve = async (name: string, ...services: RpcService[]) => {
    const tls = await readCertificates(certificates, name);
    const options = { host: '127.0.0.1', port: 0, tls, services, logger, metrics: createMetrics(name) };
    const server = await startRpcServer(options);
    servers.push(server);
    return `127.0.0.1:${server.port}`;
  };
  const start = async (
    targets: { issuer: string; devices: string; directory: string },
    settings: Record<string, string> = {},
  ) => {
    const config = configSchema.parse({
      LATCHKEY_TLS_CA_FILE: 'ca.pem',
      LATCHKEY_TLS_CERT_FILE: 'cert.pem',
      LATCHKEY_TLS_KEY_FILE: 'key.pem',
      LATCHKEY_PUBLIC_URL: 'http://localhost:9000',
      LATCHKEY_CONTACT: 'mailto:oauth@example.com',
      LATCHKEY_HTTP_PORT: String(port),
      LATCHKEY_ISSUER_TARGET: targets.issuer,
      LATCHKEY_DEVICE_TARGET: targets.devices,
      LATCHKEY_DIRECTORY_TARGET: targets.directory,
      ...settings,
    });
    const tls = await readCertificates(certificates, 'authorization-frontend');
    return startAuthorizationFrontend(config, { logger, metrics: createMetrics('frontend'), tls });
  };
  /** Asks as the gateway does. */
  const ask = async (options: RequestOptions, body = '') => {
    const tls = await readCertificates(certificates, 'resource-gateway');
    const common = { host: '127.0.0.1', port, servername: 'authorization-frontend', agent: false, ...tls };
    return new Promise<{ status?: number; location?: string; cookie: string; body: string }>(
      (resolve, reject) => {
        const call = request({ ...common, ...options }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            const { statusCode: status, headers } = response;
            const cookie = headers['set-cookie']?.map((line) => line.split(';', 1)[0]).join('; ') ?? '';
            resolve({ status, location: headers.location, cookie, body: text });
          });
        });
        call.on('error', reject).end(body);
      },
    );
  };

  beforeAll(async () => {
    certificates = await mkdtemp(join(tmpdir(), 'latchkey-frontend-'));
    await ensureCertificates({ directory: certificates, services: names });
  });

  beforeEach(async () => {
    port = await freePort();
  });

  afterEach(async () => {
    await frontend?.close();
    frontend = undefined;
    await Promise.all(servers.map((server) => server.close(1_000)));
    servers = [];
  });

  afterAll(() => rm(certificates, { recursive: true }));

  const serveAll = async () => ({
    issuer: await serve(
      'token-issuer',
      rpcService(AuthorizationService, {
        ...issuer.service,
        pushAuthorizationRequest: (message) => {
          requestIds.push(currentRequestContext()?.requestId);
          return issuer.service.pushAuthorizationRequest(message);
        },
        requestDeviceAuthorization: notCalled,
      }),
      rpcService(GrantService, grants.service),
    ),
    devices: await serve(
      'device-flow-manager',
      rpcService(DeviceFlowService, {
        ...devices.service,
        startDeviceAuthorization: notCalled,
        redeemDeviceCodes: notCalled,
      }),
    ),
    directory: await serve(
      'directory',
      rpcService(ResourceService, { ...directory.resources, watchResources: notWatched }),
      rpcService(SessionService, directory.sessions),
      rpcService(ClientService, { ...clients.service, getClient: notCalled, watchClients: notWatched }),
      rpcService(ConsentService, consents.service),
      rpcService(AuthenticationService, authentication.service),
      rpcService(UserService, accounts.service),
    ),
  });

  it('serves pages from gRPC services, and carries the request id to them, over a form as well', async () => {
    frontend = await start(await serveAll());
    expect(await frontend.readiness()).toEqual([]);
    expect((await ask({ path: '/' })).body).toContain('ResiFlex Demo API');

    const query = 'response_type=code&client_id=demo-cli&redirect_uri=http://127.0.0.1/callback';
    const headers = {
      'x-request-id': 'request-12345',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const viaQuery = await ask({ path: `/authorize/?${query}`, headers });
    const viaForm = await ask({ path: '/authorize/', method: 'POST', headers }, query);
    expect([viaQuery.status, viaForm.status]).toEqual([303, 303]);
    expect(requestIds).toEqual(['request-12345', 'request-12345']);
    const signIn = { path: viaForm.location ?? '', headers: { cookie: viaForm.cookie } };
    expect((await ask(signIn)).body).toContain('to continue to Demo CLI');
    expect((await ask({ path: '/consent?request_uri=urn:gone' })).status).toBe(410);
    expect((await ask({ path: '/sign-in?request_uri=urn:gone' })).status).toBe(410);
  });

  it('is ready when every service was reached, and stays ready when one goes away', async () => {
    const targets = await serveAll();
    const nowhere = `127.0.0.1:${await freePort()}`;
    frontend = await start({ ...targets, devices: nowhere });
    expect(await frontend.readiness()).toEqual(['device-flow-manager']);
    await frontend.close();

    port = await freePort();
    frontend = await start(targets);
    expect(await frontend.readiness()).toEqual([]);
    await Promise.all(servers.map((server) => server.close(100)));
    expect(await frontend.readiness()).toEqual([]);
    expect((await ask({ path: '/' })).body).toContain('The list cannot be shown just now.');
  });

  it('carries the brand of its settings', async () => {
    const logo = join(certificates, 'logo.svg');
    await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const brand = {
      LATCHKEY_BRAND_NAME: 'Stadtwerke',
      LATCHKEY_BRAND_ACCENT: '#1d4ed8',
      LATCHKEY_BRAND_LOGO_FILE: logo,
    };
    frontend = await start(
      { issuer: 'localhost:1', devices: 'localhost:1', directory: 'localhost:1' },
      brand,
    );
    const { body } = await ask({ path: '/sign-in' });
    expect(body).toContain('<title>Sign in · Stadtwerke</title>');
    const [, path = ''] = /<img class="brand-logo" src="([^"]+)"/.exec(body) ?? [];
    expect((await ask({ path })).body).toBe('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const [, stylesheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(body) ?? [];
    expect((await ask({ path: stylesheet })).body).toContain('--accent: #1d4ed8;');
  });

  it('names the setting when its port is taken', async () => {
    const targets = { issuer: 'localhost:1', devices: 'localhost:1', directory: 'localhost:1' };
    frontend = await start(targets);
    const failure = start(targets);
    await expect(failure).rejects.toThrow(StartupError);
    await expect(failure).rejects.toThrow(/^Port \d+ is in use: .*LATCHKEY_HTTP_PORT/);
  });
});
