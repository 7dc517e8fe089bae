// Servers and clients over real mutual TLS on loopback, for the specs of this library.
import type { DescService } from '@bufbuild/protobuf';
import { createLogger, type TlsMaterial } from '@latchkey/service-kit';
import { Registry } from 'prom-client';
import { connect, type RpcClient, type RpcClientOptions } from '../client';
import type { RpcService } from '../rpc-service';
import { startRpcServer, type RpcServer } from '../server';
import { createTestCertificates, type TestCertificates, type TestService } from './test-certificates';

/** A server of a spec, always `token-issuer` unless told otherwise. */
export interface TestServer extends RpcServer {
  metrics: Registry;
  /** What it logged so far. */
  lines(): Record<string, unknown>[];
}

/** How a server of a spec differs from the usual one. */
export interface TestServerOptions {
  port?: number;
  tls?: TlsMaterial;
  isOutage?: (error: unknown) => boolean;
}

/** Everything that a spec starts; `close` ends it all. */
export interface TestNetwork {
  certificates: TestCertificates;
  serve(services: RpcService[], options?: TestServerOptions): Promise<TestServer>;
  /** Connects a caller to servers as to the replicas of one service. */
  dial<Service extends DescService>(
    descriptor: Service,
    caller: TestService | TlsMaterial,
    servers: { port: number }[],
    options?: Partial<RpcClientOptions>,
  ): RpcClient<Service>;
  close(): Promise<void>;
}

/** Makes certificates once for a spec file, and closes after each test what the test started. */
export function useTestNetwork(): TestNetwork {
  let certificates: TestCertificates | undefined;
  const opened: (() => void | Promise<void>)[] = [];
  const network: TestNetwork = {
    get certificates() {
      if (!certificates) throw new Error('certificates are made in beforeAll');
      return certificates;
    },
    async serve(services, { port = 0, tls = network.certificates.of('token-issuer'), isOutage } = {}) {
      const lines: Record<string, unknown>[] = [];
      const write = (line: string) => void lines.push(JSON.parse(line));
      const logger = createLogger({ service: 'token-issuer', level: 'debug', destination: { write } });
      const metrics = new Registry();
      const server = await startRpcServer({
        host: '127.0.0.1',
        port,
        tls,
        services,
        logger,
        metrics,
        ...(isOutage && { isOutage }),
      });
      opened.push(() => server.close(0));
      return { ...server, metrics, lines: () => lines };
    },
    dial(descriptor, caller, servers, options) {
      const tls = typeof caller === 'string' ? network.certificates.of(caller) : caller;
      const target = `ipv4:${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
      const connection = connect({ target, peer: 'token-issuer', tls, ...options });
      opened.push(() => connection.close());
      return connection.service(descriptor);
    },
    async close() {
      for (const close of opened.splice(0).reverse()) await close();
    },
  };
  beforeAll(async () => {
    certificates = await createTestCertificates();
  });
  afterEach(() => network.close());
  return network;
}
