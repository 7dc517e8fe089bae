import type { ProtectedResource, ResourceService } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { watch, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

/** The protected resources that tokens can be for, with their scopes, kept true by the directory. */
export interface ResourceRegistry {
  /**
   * The resource with this identifier, or undefined when there is none.
   *
   * @throws OAuthError `temporarily_unavailable` until the registry has been received once
   */
  find(resource: string): ProtectedResource | undefined;
  /**
   * All resources, in the order of their identifiers.
   *
   * @throws OAuthError `temporarily_unavailable` until the registry has been received once
   */
  all(): readonly ProtectedResource[];
  /** Whether the directory has been heard lately. */
  isCurrent(): boolean;
  /** Resolves when the registry has been received once. */
  ready(): Promise<void>;
}

/** What the registry is filled from. */
export interface ResourceRegistryDependencies {
  directory: Pick<RpcClient<typeof ResourceService>, 'watchResources'>;
  logger: Pick<Logger, 'info' | 'warn'>;
}

// The directory sends a heartbeat at least every second.
const silenceMilliseconds = 2_500;

/**
 * Keeps the registry of protected resources in memory. While the directory is away the last one received
 * stands: it changes rarely, and clients are not found for longer than a second then anyway.
 */
export function createResourceRegistry({
  directory,
  logger,
}: ResourceRegistryDependencies): ResourceRegistry & { close(): void } {
  let resources: readonly ProtectedResource[] | undefined;
  let byIdentifier: ReadonlyMap<string, ProtectedResource> = new Map();
  let received = () => {};
  const firstRegistry = new Promise<void>((resolve) => (received = resolve));

  const standing = watch({
    name: 'resources',
    open: (options) => directory.watchResources({}, options),
    onMessage({ registry }) {
      if (!registry) return;
      resources = registry.resources;
      byIdentifier = new Map(resources.map((each) => [each.resource, each]));
      received();
    },
    silenceMilliseconds,
    logger,
  });

  return {
    find: (resource) => (known(), byIdentifier.get(resource)),
    all: known,
    isCurrent: () => standing.isCurrent(),
    ready: () => firstRegistry,
    close: () => standing.close(),
  };

  function known(): readonly ProtectedResource[] {
    if (resources) return resources;
    // Nothing is known of any resource yet, so nothing can be allowed.
    throw new OAuthError('temporarily_unavailable', {
      description: 'the server cannot answer now: try again',
      detail: 'the registry of resources has not been received yet',
      retryAfterSeconds: 1,
    });
  }
}
