import type { ClientService } from '@latchkey/contracts';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import { clientFromMessage, type Client } from './client';

/** Finds registered clients. */
export interface ClientRegistry {
  /** The client, or undefined when it is unknown or disabled. Throws RpcError when the directory is away. */
  find(clientId: string): Promise<Client | undefined>;
}

interface Entry {
  freshUntil: number;
  client: Promise<Client | undefined>;
}

// A withdrawn secret or a disabled client stops working within this time at every replica.
const freshMilliseconds = 1_000;
const mostEntries = 10_000;
const longestClientId = 256;

/** Looks clients up in the directory, each at most once a second, however many requests it makes. */
export function createClientRegistry(
  directory: Pick<RpcClient<typeof ClientService>, 'getClient'>,
  clock: () => Date,
): ClientRegistry {
  // A Map keeps insertion order, and entries are put anew when looked up anew: the first one is the oldest.
  const entries = new Map<string, Entry>();

  return {
    find(clientId) {
      if (clientId === '' || clientId.length > longestClientId) return Promise.resolve(undefined);
      const now = clock().getTime();
      const known = entries.get(clientId);
      if (known && now < known.freshUntil) return known.client;
      const entry = { freshUntil: now + freshMilliseconds, client: lookUp(directory, clientId) };
      entries.delete(clientId);
      entries.set(clientId, entry);
      // A failure is not remembered: the next request asks again.
      entry.client.catch(() => entries.get(clientId) === entry && entries.delete(clientId));
      if (entries.size > mostEntries) entries.delete(entries.keys().next().value ?? '');
      return entry.client;
    },
  };
}

async function lookUp(
  directory: Pick<RpcClient<typeof ClientService>, 'getClient'>,
  clientId: string,
): Promise<Client | undefined> {
  try {
    const { client } = await directory.getClient({ clientId });
    return client && !client.disabled ? clientFromMessage(client) : undefined;
  } catch (error) {
    if (isStatus(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
