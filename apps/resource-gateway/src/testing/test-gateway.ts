import { testCertificates } from '@latchkey/development';
import { once } from 'node:events';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { AuthorizationService, TokenService } from '@latchkey/contracts';
import { signAccessToken, type AccessTokenClaims } from '@latchkey/jwt';
import { connect, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { buildServer, type ServerDeps } from '../server';
import { createResourceAccess, type ResourceAccess } from '../resource/resource-access';
import { startTestDirectory, type TestDirectory, type TestResource } from './test-directory';
import { startTestIssuer, type SignToken, type TestIssuer } from './test-services';
import { startTestUpstream, type TestUpstream } from './test-upstream';

export const publicUrl = 'https://auth.example.com';
export const audience = `${publicUrl}/resource/`;

/** A gateway that listens, with everything behind it. */
export interface TestGateway {
  origin: string;
  server: FastifyInstance;
  issuer: TestIssuer;
  directory: TestDirectory;
  access: ResourceAccess;
  /** What the services show each other. */
  certificates: Record<'directory' | 'resource-gateway' | 'demo-api', TlsMaterial>;
  frontend: TestUpstream;
  resource: TestUpstream;
  metrics: Registry;
  /** Everything that was logged, as text. */
  log(): string;
  /** Time of the gateway. */
  time: { now: number };
  /** Signs an access token for the resource, by the issuer's key unless another is given. */
  sign: SignToken;
  /** Sends bytes to the gateway as they are, and returns what comes back until the connection ends. */
  raw(bytes: string): Promise<string>;
  close(): Promise<void>;
}

/** How a test wants its gateway. */
export interface TestGatewayOptions extends Partial<ServerDeps> {
  /** What the resource is registered with beside, or instead of, what it always has. */
  resource?: TestResource;
  /** Further resources. */
  others?: TestResource[];
  /** What is never there. */
  without?: 'issuer' | 'directory';
}

/** Starts a gateway, an issuer, a directory, a front end and a resource, over mutual TLS where it belongs. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { resource: described, others = [otherResource], without, ...deps } = options;
  const certificates = await testCertificates(
    'resource-gateway',
    'token-issuer',
    'directory',
    'authorization-frontend',
    'demo-api',
  );
  const tls = certificates['resource-gateway'];
  const time = { now: Date.parse('2030-01-01T00:00:00Z') };
  const clock = () => new Date(time.now);
  const lines: string[] = [];
  const logger = createLogger({
    service: 'resource-gateway',
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });

  const sign: SignToken = (claims = {}, key = issuer.key) => {
    const iat = time.now / 1000;
    const defaults: AccessTokenClaims = {
      iss: publicUrl,
      sub: 'ada',
      aud: audience,
      iat,
      exp: iat + 300,
      jti: 'token-1',
      client_id: 'demo-web',
      scope: 'flex:read flex:control',
    };
    return signAccessToken({ ...defaults, ...claims }, key);
  };
  const issuer = await startTestIssuer(certificates['token-issuer'], { sign });
  const frontend = await startTestUpstream(certificates['authorization-frontend']);
  const resource = await startTestUpstream();
  const registered = Object.assign(testResource(resource.origin), described) as TestResource;
  const directory = await startTestDirectory(certificates.directory, {
    resources: [registered, ...others],
  });
  if (without === 'issuer') await issuer.server.close(0);
  if (without === 'directory') await directory.close(0);

  const deadlineMilliseconds = 1_000;
  const target = (server: RpcServer) => `dns:///127.0.0.1:${server.port}`;
  const toIssuer = connect({
    target: target(issuer.server),
    peer: 'token-issuer',
    tls,
    deadlineMilliseconds,
  });
  const toDirectory = connect({ target: target(directory), peer: 'directory', tls, deadlineMilliseconds });
  const metrics = createMetrics('resource-gateway');
  const access = createResourceAccess({
    issuer: toIssuer,
    directory: toDirectory,
    publicUrl,
    clock,
    logger,
  });
  const server = buildServer({
    publicUrl,
    frontendUrl: frontend.origin,
    trustedProxies: 0,
    tls,
    tokenService: toIssuer.service(TokenService),
    authorizationService: toIssuer.service(AuthorizationService),
    access,
    logger,
    metrics,
    clock,
    upstreamTimeoutMilliseconds: 1_000,
    ...deps,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  await until(
    () =>
      (without === 'directory' || access.registry.table !== undefined) &&
      (without === 'issuer' || access.feed.isCurrent()),
  );

  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    issuer,
    directory,
    access,
    certificates,
    metrics,
    frontend,
    resource,
    time,
    sign,
    log: () => lines.join(''),
    async raw(bytes) {
      const socket = connectSocket(port, '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', () => undefined);
      socket.write(bytes, 'latin1');
      await once(socket, 'close');
      return Buffer.concat(chunks).toString('latin1');
    },
    async close() {
      await server.close();
      access.close();
      toIssuer.close();
      toDirectory.close();
      await Promise.all([issuer.server.close(0), directory.close(0), frontend.close(), resource.close()]);
    },
  };
}

const scopes = (...names: string[]) => names.map((scope) => ({ scope, description: scope }));

/** The resource behind the gateway, as the directory registers it. */
export function testResource(upstream: string) {
  return {
    resource: audience,
    resourceName: 'ResiFlex',
    scopes: scopes('flex:read', 'flex:control'),
    routes: [{ pathPrefix: '/resource/' }],
    upstream,
    allowedOrigins: ['*'],
  } satisfies TestResource;
}

const otherResource: TestResource = {
  resource: 'https://other.example.com/',
  scopes: scopes('flex:read', 'other'),
};

/** Waits until something holds. @throws Error when it takes longer than three seconds */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 3_000; !holds();) {
    if (Date.now() > end) throw new Error('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The headers of an answer by name. */
export function headersOf(response: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}
