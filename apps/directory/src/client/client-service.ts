import { ClientService } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { ClientRepository } from './client-repository';

/** What serving clients needs. */
export interface ClientDependencies {
  clients: Pick<ClientRepository, 'find'>;
  clock: () => Date;
}

// RFC 6749 appendix A.1; nothing else is registered, so nothing else is looked up.
const clientIdPattern = /^[\x20-\x7E]{1,256}$/;

/** Serves the registered client applications. */
export function clientService({ clients, clock }: ClientDependencies): RpcService {
  return rpcService(ClientService, {
    async getClient({ clientId }) {
      const client = clientIdPattern.test(clientId) ? await clients.find(clientId, clock()) : undefined;
      if (!client) throw new RpcError('NOT_FOUND', 'no such client');
      return { client };
    },
  });
}
