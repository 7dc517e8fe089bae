import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AccessTokenFormat,
  ClientSchema,
  GetClientResponseSchema,
  ProtectedResourceSchema,
  WatchClientsResponseSchema,
  WatchResourcesResponseSchema,
} from '@latchkey/contracts';
import { DEVICE_CODE } from '@latchkey/oauth';
import { createBroadcast, RpcError } from '@latchkey/rpc';
import { createHash } from 'node:crypto';

/** The resource that every test client may ask for. */
export const resource = 'https://api.example/resource/';
/** Another resource, which shares a scope with the first. */
export const otherResource = 'https://other.example/';
/** A resource whose access tokens are opaque. */
export const opaqueResource = 'https://opaque.example/';

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

const protectedResource = (identifier: string, scopes: string[], accessTokenFormat = AccessTokenFormat.JWT) =>
  create(ProtectedResourceSchema, {
    resource: identifier,
    scopes: scopes.map((scope) => ({ scope })),
    accessTokenFormat,
  });

/**
 * Clients and resources as the directory would return them; tests may change them, and then either tell so
 * or, when there is a clock, let a second pass: for so long an answer is valid by it.
 */
export function createTestDirectory(clock?: () => Date) {
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
  const resources = [
    protectedResource(resource, ['flex:read', 'flex:control']),
    protectedResource(opaqueResource, ['flex:read', 'opaque:read'], AccessTokenFormat.OPAQUE),
    protectedResource(otherResource, ['flex:read', 'other:read']),
  ];
  const clientChanges = createBroadcast<string>();
  const resourceChanges = createBroadcast<void>();
  const heartbeatMilliseconds = 200;

  return {
    clients,
    resources,
    /** Tells the watchers that clients have changed. */
    changed: (...clientIds: string[]) => clientIds.forEach(clientChanges.publish),
    /** Tells the watchers that the resources have changed. */
    resourcesChanged: () => resourceChanges.publish(),

    async getClient({ clientId = '' }: { clientId?: string }) {
      const found = clients.get(clientId);
      if (!found) throw new RpcError('NOT_FOUND', 'no such client');
      const validUntil = clock && timestampFromDate(new Date(clock().getTime() + 1_000));
      return create(GetClientResponseSchema, { client: found, ...(validUntil && { validUntil }) });
    },

    async *watchClients(
      _: unknown,
      { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
    ) {
      const changes = clientChanges.subscribe({ signal, heartbeatMilliseconds });
      yield create(WatchClientsResponseSchema, { everything: true });
      for await (const clientIds of changes) yield create(WatchClientsResponseSchema, { clientIds });
    },

    async *watchResources(
      _: unknown,
      { signal = new AbortController().signal }: { signal?: AbortSignal } = {},
    ) {
      const changes = resourceChanges.subscribe({ signal, heartbeatMilliseconds });
      const registry = () => create(WatchResourcesResponseSchema, { registry: { resources } });
      yield registry();
      for await (const told of changes)
        yield told.length > 0 ? registry() : create(WatchResourcesResponseSchema, {});
    },
  };
}
