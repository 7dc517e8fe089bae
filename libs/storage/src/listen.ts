import { createHash } from 'node:crypto';
import pg from 'pg';
import { connectionConfig, type ConnectionOptions } from './connection';

/** How notifications are listened to. */
export interface ListenOptions extends Pick<
  ConnectionOptions,
  'connectionString' | 'schema' | 'applicationName'
> {
  /** Channel of NOTIFY: a plain identifier. The schema is part of its name in the database: see {@link channelName}. */
  channel: string;
  /**
   * Called when the connection stands, at first and again after each loss. Whatever was notified in between
   * went unheard: catch up by reading. While it runs, and when it fails, the listener is not current.
   */
  onConnected(): Promise<void>;
  /** Called with what a notification carried. */
  onNotification(payload: string): void;
  /** Hears of connections that broke or could not be opened, and of failures of `onConnected`. */
  onError(error: Error): void;
}

/** A connection that listens. */
export interface Listener {
  /** Whether notifications arrive now, as of the last proof of life. */
  isCurrent(): boolean;
  close(): Promise<void>;
}

const pauseMilliseconds = 200;
const proofIntervalMilliseconds = 250;
const proofTimeoutMilliseconds = 500;

/** The name of a channel in the database: notifications are shared by all schemas, so the schema goes in. */
export function channelName(schema: string, channel: string): string {
  const name = `${schema}_${channel}`;
  // PostgreSQL cuts names at 63 bytes, and two long ones could become one.
  return name.length <= 63 ? name : createHash('sha256').update(name).digest('hex').slice(0, 63);
}

/**
 * Listens on a connection of its own, opened anew whenever it is lost. Proves several times a second that the
 * connection lives, so that one that the network swallowed is noticed. Never rejects.
 */
export function listen(options: ListenOptions): Listener {
  const { schema, channel, onConnected, onNotification, onError } = options;
  let closed = false;
  let current = false;
  let wake = () => {};
  const running = keepListening();

  return {
    isCurrent: () => current && !closed,
    async close() {
      closed = true;
      wake();
      // The loop ends its own connection. Ending it from here while it opens would leave connect() unsettled.
      await running;
    },
  };

  async function keepListening(): Promise<void> {
    while (!closed) {
      try {
        await listenOnce();
      } catch (error) {
        if (!closed) onError(error instanceof Error ? error : new Error(String(error)));
      }
      current = false;
      if (!closed) await rest(pauseMilliseconds);
    }
  }

  /** Returns when closed, throws when the connection is lost. */
  async function listenOnce(): Promise<void> {
    const connection = new pg.Client({
      ...connectionConfig(options),
      query_timeout: proofTimeoutMilliseconds,
    });
    // A lost connection fails the next proof; without a listener the event would end the process.
    let lost: Error | undefined;
    connection.on('error', (error) => {
      lost = error;
      wake();
    });
    connection.on('notification', ({ payload = '' }) => onNotification(payload));
    try {
      await connection.connect();
      await connection.query(`LISTEN ${connection.escapeIdentifier(channelName(schema, channel))}`);
      await onConnected();
      while (!closed) {
        if (lost) throw lost;
        await connection.query('SELECT 1');
        current = true;
        await rest(proofIntervalMilliseconds);
      }
    } finally {
      current = false;
      await connection.end().catch(() => undefined);
    }
  }

  function rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (closed) return resolve();
      const timer = setTimeout(resolve, milliseconds).unref();
      wake = () => (clearTimeout(timer), resolve());
    });
  }
}
