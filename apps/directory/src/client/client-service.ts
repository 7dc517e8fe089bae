import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ClientService } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { ClientChanges } from './client-changes';
import { isClientId } from './client-id';
import type { ClientProfileRepository } from './client-profile-repository';
import type { ClientRepository } from './client-repository';

/** What serving clients needs. */
export interface ClientDependencies {
  clients: Pick<ClientRepository, 'find'>;
  profiles: Pick<ClientProfileRepository, 'findEnabled'>;
  changes: Pick<ClientChanges, 'watch'>;
  clock: () => Date;
}

/** Serves the registered client applications. */
export function clientService({ clients, profiles, changes, clock }: ClientDependencies): RpcService {
  return rpcService(ClientService, {
    async getClient({ clientId }) {
      const found = isClientId(clientId) ? await clients.find(clientId, clock()) : undefined;
      if (!found) throw new RpcError('NOT_FOUND', 'no such client');
      const { client, validUntil } = found;
      return { client, validUntil: validUntil && timestampFromDate(validUntil) };
    },
    async getClientProfile({ clientId }) {
      const found = isClientId(clientId) ? await profiles.findEnabled(clientId) : undefined;
      if (!found) throw new RpcError('NOT_FOUND', 'no such client');
      const { logo, ...profile } = found;
      return { clientProfile: { ...profile, logo: logo?.bytes, logoMediaType: logo?.mediaType } };
    },
    watchClients: (_, { signal }) => changes.watch(signal),
  });
}
