import type { ResourceService } from '@latchkey/contracts';
import { watch, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createRoutingTable, type RoutingTable } from './routing-table';

/** The protected resources, as the directory pushes them. */
export interface ResourceRegistry {
  /** What is served now; undefined until the directory has sent the registry once. */
  readonly table: RoutingTable | undefined;
  /** Scopes of all registered resources, behind this gateway or not; undefined until they are known. */
  readonly scopes: readonly string[] | undefined;
  /** Calls back when the table has changed. */
  onChange(listener: (table: RoutingTable) => void): void;
  close(): void;
}

/** How the registry is followed. */
export interface ResourceRegistryOptions {
  resourceService: Pick<RpcClient<typeof ResourceService>, 'watchResources'>;
  /** Whether a path prefix belongs to the gateway itself and is never given away. */
  isReserved(prefix: string): boolean;
  logger: Logger;
}

const silenceMilliseconds = 2_000;
const mostLoggedFaults = 1_000;

/**
 * Follows the registry of the directory. The table is replaced as a whole when it changes; while the directory
 * is away, the last one stays.
 */
export function createResourceRegistry(options: ResourceRegistryOptions): ResourceRegistry {
  const { resourceService, isReserved, logger } = options;
  const listeners: ((table: RoutingTable) => void)[] = [];
  const loggedFaults = new Set<string>();
  let table: RoutingTable | undefined;
  let scopes: readonly string[] | undefined;

  /** Each fault is worth one line, not one for every push. */
  function onFault(resource: string, fault: string): void {
    const key = `${resource} ${fault}`;
    if (loggedFaults.has(key) || loggedFaults.size >= mostLoggedFaults) return;
    loggedFaults.add(key);
    logger.warn({ resource, fault }, 'a protected resource is not served as registered');
  }

  const watching = watch({
    name: 'protected resources',
    open: (call) => resourceService.watchResources({}, call),
    onMessage({ registry }) {
      if (!registry) return;
      const next = createRoutingTable(registry.resources, { isReserved, onFault });
      table = next;
      scopes = [...new Set(registry.resources.flatMap((each) => each.scopes.map(({ scope }) => scope)))];
      for (const listener of listeners) listener(next);
    },
    silenceMilliseconds,
    logger,
  });
  return {
    get table() {
      return table;
    },
    get scopes() {
      return scopes;
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => watching.close(),
  };
}
