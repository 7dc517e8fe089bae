import type { MessageInitShape } from '@bufbuild/protobuf';
import { AccessTokenFormat, ResourceService, type ProtectedResourceSchema } from '@latchkey/contracts';
import { rpcService, type RpcService } from '@latchkey/rpc';
import type { ProtectedResource } from './resource';
import type { ResourceRegistry } from './resource-registry';
import type { ResourceRepository } from './resource-repository';

/** What serving resources needs. */
export interface ResourceDependencies {
  resources: Pick<ResourceRepository, 'list'>;
  registry: Pick<ResourceRegistry, 'watch'>;
}

const formats = { jwt: AccessTokenFormat.JWT, opaque: AccessTokenFormat.OPAQUE };

/** Serves the registry of protected resources. */
export function resourceService({ resources, registry }: ResourceDependencies): RpcService {
  return rpcService(ResourceService, {
    async listResources() {
      return { resources: (await resources.list()).map(toMessage) };
    },
    async *watchResources(_, { signal }) {
      for await (const newest of registry.watch(signal)) {
        yield newest === undefined ? {} : { registry: { resources: newest.map(toMessage) } };
      }
    },
  });
}

function toMessage(resource: ProtectedResource): MessageInitShape<typeof ProtectedResourceSchema> {
  return {
    ...resource,
    accessTokenFormat: formats[resource.accessTokenFormat],
    maximumBodyBytes: BigInt(resource.maximumBodyBytes),
  };
}
