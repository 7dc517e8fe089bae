import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBroadcast } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { listenForChanges } from '../change-listener';
import type { ProtectedResource } from './resource';
import type { ResourceRepository } from './resource-repository';

/** Keeps the registry of protected resources at hand, as it is in the database now. */
export interface ResourceRegistry {
  /**
   * Yields the whole registry at first and again after each change, and undefined, a sign of life, every
   * 500 ms in between. Says nothing while changes cannot be heard or read. Ends when the signal aborts.
   */
  watch(signal: AbortSignal): AsyncIterable<ProtectedResource[] | undefined>;
  close(): Promise<void>;
}

/** What keeping the registry needs. */
export interface ResourceRegistryOptions {
  resources: Pick<ResourceRepository, 'list'>;
  connectionString: string;
  logger: Logger;
}

const heartbeatMilliseconds = 500;
const pauseMilliseconds = 200;
// Each waiting version is a whole registry, and the newest alone is sent.
const mostPending = 100;

/**
 * Reads the registry and starts to listen to its changes, on a connection of its own.
 *
 * @throws Error when the registry cannot be read or the connection not be opened
 */
export async function startResourceRegistry(options: ResourceRegistryOptions): Promise<ResourceRegistry> {
  const { resources, connectionString, logger } = options;
  const versions = createBroadcast<ProtectedResource[]>(mostPending);
  let registry: ProtectedResource[] = [];
  // Changes heard of, and how many of them the registry has.
  let heard = 0;
  let read = -1;
  let reading: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const listener = await listenForChanges({
    connectionString,
    channel: 'resources',
    logger,
    async onConnected() {
      heard += 1;
      await catchUp();
    },
    onNotification() {
      heard += 1;
      catchUpAnyway();
    },
  });
  const isCurrent = () => listener.isCurrent() && read === heard;

  return {
    async *watch(signal) {
      const received = versions.subscribe({ signal, heartbeatMilliseconds });
      let begun = isCurrent();
      if (begun) yield registry;
      for await (const newer of received) {
        if (newer.length === 0 && !isCurrent()) continue;
        yield begun && newer.length === 0 ? undefined : registry;
        begun = true;
      }
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      await listener.close();
      await reading?.catch(() => undefined);
    },
  };

  function catchUp(): Promise<void> {
    return (reading ??= readNewest().finally(() => (reading = undefined)));
  }

  async function readNewest(): Promise<void> {
    while (read !== heard) {
      // One transaction changes several tables, and each of them says so.
      await nextTurn();
      const upTo = heard;
      registry = await resources.list();
      read = upTo;
      versions.publish(registry);
    }
  }

  function catchUpAnyway(): void {
    catchUp().catch((error: unknown) => {
      if (closed) return;
      logger.warn({ error }, 'the registry of resources cannot be read: trying again');
      clearTimeout(retry);
      retry = setTimeout(catchUpAnyway, pauseMilliseconds).unref();
    });
  }
}
