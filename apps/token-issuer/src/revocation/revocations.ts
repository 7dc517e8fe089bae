import type { AccessTokenClaims } from '@latchkey/jwt';
import { createBroadcast, type Broadcast } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createPool, listen } from '@latchkey/storage';
import { isRevokedBy, type StoredRevocation } from './revocation';
import { createRevocationMemory } from './revocation-memory';
import { createRevocationRepository } from './revocation-repository';

/** What is revoked, known at every replica within milliseconds. */
export interface Revocations {
  /** Whether what is known is all there is. While it is not, ask the database. */
  isCurrent(): boolean;
  /** Whether a token is revoked as far as this replica knows. */
  isRevoked(claims: AccessTokenClaims): boolean;
  /** Takes in everything that is committed by now. A failure makes the view not current, and is no error. */
  refresh(): Promise<void>;
}

/** What those who watch are told from. */
export interface RevocationFeed extends Pick<Revocations, 'isCurrent' | 'refresh'> {
  /** Where this replica stands: it knows everything up to this position. */
  position(): bigint;
  /** What became visible after a position and has not ended, in order. */
  after(position: bigint): StoredRevocation[];
  /** Revocations as they come; `begun-anew` when the database lost some, so that positions fell. */
  subscribe: Broadcast<StoredRevocation | 'begun-anew'>['subscribe'];
}

/** What the view of revocations is filled from. */
export interface RevocationsOptions {
  connectionString: string;
  schema: string;
  applicationName: string;
  clock: () => Date;
  logger: Pick<Logger, 'warn'>;
}

const page = 1000;
const readTimeoutMilliseconds = 1_000;
const retryMilliseconds = 200;

/**
 * Keeps the revocations that matter in memory: reads on from where it stands when the database notifies, when
 * it has connected, and when it is told to. Never rejects; `isCurrent` tells how things stand.
 */
export function startRevocations({
  clock,
  logger,
  ...connection
}: RevocationsOptions): Revocations & RevocationFeed & { close(): Promise<void> } {
  const onError = (error: Error) => logger.warn({ error }, 'revocations: database connection lost');
  // One connection of its own: however busy the others are, a revocation does not queue behind them.
  const pool = createPool({
    ...connection,
    maxConnections: 1,
    statementTimeoutMilliseconds: readTimeoutMilliseconds,
    onError,
  });
  const repository = createRevocationRepository(pool);
  const memory = createRevocationMemory(clock);
  const broadcast = createBroadcast<StoredRevocation | 'begun-anew'>();
  let closed = false;
  let behind = false;
  let reading: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  const listener = listen({
    ...connection,
    channel: 'revocations',
    async onConnected() {
      // After a failover the database may have lost the last revocations. What it stores from then on would
      // have positions that were passed already.
      if ((await repository.lastPosition()) < memory.position()) {
        memory.clear();
        broadcast.publish('begun-anew');
      }
      await readOn();
    },
    onNotification: () => void refresh(),
    onError,
  });

  return {
    isCurrent,
    isRevoked: (claims) => isRevokedBy(memory.find, claims),
    refresh,
    position: memory.position,
    after: memory.after,
    subscribe: broadcast.subscribe,
    async close() {
      closed = true;
      clearTimeout(retry);
      await listener.close();
      await reading.catch(() => undefined);
      await pool.end();
    },
  };

  function isCurrent(): boolean {
    return listener.isCurrent() && !behind;
  }

  async function refresh(): Promise<void> {
    if (closed) return;
    try {
      await readOn();
    } catch (error) {
      behind = true;
      logger.warn({ error }, 'revocations could not be read; trying again');
      clearTimeout(retry);
      retry = setTimeout(() => void refresh(), retryMilliseconds).unref();
    }
  }

  /** Joins a read that has not begun: one that is under way may have missed what was committed since. */
  function readOn(): Promise<void> {
    waiting ??= reading
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return (reading = readAll());
      });
    return waiting;
  }

  async function readAll(): Promise<void> {
    let count: number;
    do {
      const revocations = await repository.after(memory.position(), page);
      count = revocations.length;
      for (const revocation of revocations) {
        memory.add(revocation);
        broadcast.publish(revocation);
      }
    } while (count === page && !closed);
    behind = false;
  }
}
