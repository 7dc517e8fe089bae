import { createBroadcast } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { listenForChanges } from '../change-listener';

/** Which clients have changed; none is a sign of life. */
export interface ClientChange {
  /** Any of them. */
  everything: boolean;
  /** At most 1000. */
  clientIds: string[];
}

/** Knows at once which clients change, in whichever replica or program. */
export interface ClientChanges {
  /**
   * Yields changes as they happen, and a sign of life every 250 ms. Says nothing at all while changes cannot
   * be heard, and begins, at first and after such a time, with `everything`. Ends when the signal aborts.
   */
  watch(signal: AbortSignal): AsyncIterable<ClientChange>;
  close(): Promise<void>;
}

const heartbeatMilliseconds = 250;
const mostInMessage = 1_000;

// What the triggers notify of; nobody's identifier is empty.
const everyone = '';

/**
 * Starts to listen to changes of clients, on a connection of its own.
 *
 * @throws Error when the connection cannot be opened
 */
export async function startClientChanges(options: {
  connectionString: string;
  logger: Logger;
}): Promise<ClientChanges> {
  const changed = createBroadcast<string>();
  const listener = await listenForChanges({
    ...options,
    channel: 'clients',
    onConnected: async () => changed.publish(everyone),
    onNotification: (clientId) => changed.publish(clientId),
  });

  return {
    async *watch(signal) {
      const received = changed.subscribe({ signal, heartbeatMilliseconds });
      let begun = listener.isCurrent();
      if (begun) yield { everything: true, clientIds: [] };
      for await (const clientIds of received) {
        if (clientIds.length === 0 && !listener.isCurrent()) continue;
        if (!begun || clientIds.includes(everyone)) yield { everything: true, clientIds: [] };
        else yield* messages([...new Set(clientIds)]);
        begun = true;
      }
    },
    close: () => listener.close(),
  };
}

function* messages(clientIds: string[]): Generator<ClientChange> {
  for (let from = 0; from === 0 || from < clientIds.length; from += mostInMessage) {
    yield { everything: false, clientIds: clientIds.slice(from, from + mostInMessage) };
  }
}
