import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { GetClientProfileResponseSchema, type ClientProfileSchema } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** Answers as ClientService says: every client is there, with nothing known of it, unless a test says more. */
export function inMemoryClients() {
  const profiles = new Map<string, MessageInitShape<typeof ClientProfileSchema> | 'gone'>();
  const service: ServerDeps['clients'] = {
    async getClientProfile({ clientId = '' }) {
      const profile = profiles.get(clientId);
      if (profile === 'gone') throw new RpcError('NOT_FOUND', 'no such client');
      return create(GetClientProfileResponseSchema, { clientProfile: { clientId, ...profile } });
    },
  };
  return { service, profiles };
}
