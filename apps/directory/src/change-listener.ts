import type { Logger } from '@latchkey/service-kit';
import { listen, type Listener } from '@latchkey/storage';
import { schema } from './migrations';

/** How changes of the directory's tables are listened to. */
export interface ChangeListenerOptions {
  connectionString: string;
  /** What changes: the channel that the triggers of the tables notify on. */
  channel: 'clients' | 'resources' | 'outbox';
  /** Catches up, when the connection stands: what changed before went unheard. */
  onConnected(): Promise<void>;
  onNotification(payload: string): void;
  logger: Logger;
}

/**
 * Listens to changes, from the moment that the promise resolves. Writes one line in the log when the
 * connection is lost and one when it is back.
 *
 * @throws Error when the connection cannot be opened at first; later it is opened anew as often as it takes
 */
export async function listenForChanges(options: ChangeListenerOptions): Promise<Listener> {
  const { connectionString, channel, onConnected, onNotification, logger } = options;
  let lost = false;
  let opened = () => {};
  let failed: (error: Error) => void = () => {};
  const firstAttempt = new Promise<void>((resolve, reject) => {
    opened = resolve;
    failed = reject;
  });
  const listener = listen({
    connectionString,
    schema,
    applicationName: `directory ${channel}`,
    channel,
    async onConnected() {
      await onConnected();
      if (lost) logger.info({ channel }, 'changes are heard again');
      lost = false;
      opened();
    },
    onNotification,
    onError(error) {
      if (!lost) logger.warn({ channel, error }, 'changes are not heard: watchers have to ask');
      lost = true;
      failed(error);
    },
  });
  await firstAttempt.catch(async (error: unknown) => {
    await listener.close();
    throw error;
  });
  return listener;
}
