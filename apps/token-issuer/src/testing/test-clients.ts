import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ClientSchema, GetClientResponseSchema } from '@latchkey/contracts';
import { DEVICE_CODE } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { createHash } from 'node:crypto';

/** The resource that every test client may ask for. */
export const resource = 'https://api.example/resource/';

const client = (
  clientId: string,
  rest: Exclude<MessageInitShape<typeof ClientSchema>, { $unknown: unknown }>,
) =>
  create(ClientSchema, {
    clientId,
    clientName: `The ${clientId}`,
    tokenEndpointAuthMethod: 'none',
    scopes: ['flex:read', 'flex:control'],
    resources: [resource],
    ...rest,
  });

/** Clients as the directory would return them; tests may change them. */
export function createTestDirectory() {
  const clients = new Map(
    [
      client('web', {
        grantTypes: ['authorization_code', 'refresh_token'],
        redirectUris: ['https://web.example/callback', 'http://127.0.0.1/callback'],
      }),
      client('other-web', {
        grantTypes: ['authorization_code', 'refresh_token'],
        redirectUris: ['https://other.example/callback'],
      }),
      client('codes-only', {
        grantTypes: ['authorization_code'],
        redirectUris: ['https://web.example/callback'],
      }),
      client('tv', { grantTypes: [DEVICE_CODE, 'refresh_token'] }),
      client('service', {
        grantTypes: ['client_credentials'],
        tokenEndpointAuthMethod: 'client_secret_basic',
        secretHashes: [createHash('sha256').update('service-secret').digest()],
      }),
    ].map((message) => [message.clientId, message]),
  );
  return {
    clients,
    async getClient({ clientId = '' }: { clientId?: string }) {
      const found = clients.get(clientId);
      if (!found) throw new RpcError('NOT_FOUND', 'no such client');
      return create(GetClientResponseSchema, { client: found });
    },
  };
}
