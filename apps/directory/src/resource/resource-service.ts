import { ResourceService } from '@latchkey/contracts';
import { rpcService, type RpcService } from '@latchkey/rpc';
import type { ResourceRepository } from './resource-repository';

/** Serves the registry of protected resources. */
export function resourceService({ resources }: { resources: Pick<ResourceRepository, 'list'> }): RpcService {
  return rpcService(ResourceService, {
    async listResources() {
      return { resources: await resources.list() };
    },
  });
}
