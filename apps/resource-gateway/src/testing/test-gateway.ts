import { testCertificates } from '@latchkey/development';
import { once } from 'node:events';
import { connect as connectSocket, type AddressInfo } from 'node:net';
import { AuthorizationService, KeyService, ResourceService, TokenService } from '@latchkey/contracts';
import { signAccessToken, type AccessTokenClaims } from '@latchkey/jwt';
import { connect, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { createJwksSource } from '@latchkey/token-validator';
import type { FastifyInstance } from 'fastify';
import { buildServer, type ServerDeps } from '../server';
import { startTestDirectory, startTestIssuer, type SignToken, type TestIssuer } from './test-services';
import { startTestUpstream, type TestUpstream } from './test-upstream';

export const publicUrl = 'https://auth.example.com';
export const audience = `${publicUrl}/resource/`;

/** A gateway that listens, with everything behind it. */
export interface TestGateway {
  origin: string;
  server: FastifyInstance;
  issuer: TestIssuer;
  directory: RpcServer;
  frontend: TestUpstream;
  resource: TestUpstream;
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

/** Starts a gateway, an issuer, a directory, a front end and a resource, over mutual TLS where it belongs. */
export async function startTestGateway(options: Partial<ServerDeps> = {}): Promise<TestGateway> {
  const certificates = await testCertificates(
    'resource-gateway',
    'token-issuer',
    'directory',
    'authorization-frontend',
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
  const directory = await startTestDirectory(certificates.directory);
  const frontend = await startTestUpstream(certificates['authorization-frontend']);
  const resource = await startTestUpstream();

  const deadlineMilliseconds = 1_000;
  const target = (server: RpcServer) => `dns:///127.0.0.1:${server.port}`;
  const toIssuer = connect({
    target: target(issuer.server),
    peer: 'token-issuer',
    tls,
    deadlineMilliseconds,
  });
  const toDirectory = connect({ target: target(directory), peer: 'directory', tls, deadlineMilliseconds });
  const server = buildServer({
    publicUrl,
    frontendUrl: frontend.origin,
    demoApiUrl: resource.origin,
    trustedProxies: 0,
    tls,
    tokenService: toIssuer.service(TokenService),
    authorizationService: toIssuer.service(AuthorizationService),
    resourceService: toDirectory.service(ResourceService),
    jwks: createJwksSource({ keyService: toIssuer.service(KeyService), clock, logger }),
    logger,
    metrics: createMetrics('resource-gateway'),
    clock,
    upstreamTimeoutMilliseconds: 1_000,
    ...options,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    server,
    issuer,
    directory,
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
      toIssuer.close();
      toDirectory.close();
      await Promise.all([issuer.server.close(0), directory.close(0), frontend.close(), resource.close()]);
    },
  };
}

/** The headers of an answer by name. */
export function headersOf(response: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}
