import { ClientService, ResourceService } from '@latchkey/contracts';
import { testCertificates } from '@latchkey/development';
import { RpcError, connect, rpcService, startRpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { createTestDirectory } from './test-clients';
import { openTestLine } from './test-line';

/** A played directory that is reached as the real one is: over gRPC with mutual TLS. */
export async function serveTestDirectory() {
  const certificates = await testCertificates('directory', 'token-issuer');
  const directory = createTestDirectory();
  const logger = createLogger({ service: 'directory', level: 'error' });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: certificates.directory,
    services: [
      rpcService(ClientService, {
        getClient: directory.getClient,
        async getClientProfile() {
          throw new RpcError('UNIMPLEMENTED', 'people do not look at clients here');
        },
        watchClients: directory.watchClients,
      }),
      rpcService(ResourceService, {
        listResources: async () => ({ resources: directory.resources }),
        watchResources: directory.watchResources,
      }),
    ],
    logger,
    metrics: createMetrics('directory'),
  });

  return {
    directory,
    /** Connects an issuer to it, on a line of its own. */
    async connect() {
      const line = await openTestLine(server.port);
      const target = `dns:///127.0.0.1:${line.port}`;
      const connection = connect({ target, peer: 'directory', tls: certificates['token-issuer'] });
      return {
        line,
        clients: connection.service(ClientService),
        resources: connection.service(ResourceService),
        close: () => (connection.close(), line.close()),
      };
    },
    close: () => server.close(0),
  };
}
