import { RpcError } from '@latchkey/rpc';
import type { Pool } from 'pg';
import { confirmRevision, enterWatcher, renewWatchers, type WatcherIdentity } from './watcher-repository';

/** A watcher whose stream ends at this replica. */
export interface Watcher {
  /** Whether it is noted that this watcher is there, so that no key signs which it has not confirmed. */
  isSeen(): boolean;
  /** Its stream has ended. */
  leave(): void;
}

/** Who watches the keys. */
export interface KeyWatchers {
  /** @throws RpcError `ALREADY_EXISTS` when the identity is that of another service */
  enter(identity: WatcherIdentity): Promise<Watcher>;
  /** @throws RpcError `NOT_FOUND` when there is no such watcher or revision */
  confirm(identity: WatcherIdentity, revision: bigint): Promise<void>;
  /** Notes that the watchers of this replica are there, all in one statement, if it is time to. */
  renew(): Promise<void>;
}

const renewalMilliseconds = 2_000;

/**
 * How long after it was last noted a watcher still gets signs of life. If it trusts its copy of the keys for at
 * most five seconds without one, then whoever trusts a copy was seen within nine: it counts, which is ten.
 */
const seenMilliseconds = 4_000;

/** Creates what knows who watches at this replica, and notes it where all replicas see it. */
export function createKeyWatchers(pool: Pool): KeyWatchers {
  const seenTimes = new Map<Watcher, { watcherId: string; seenTime: number }>();
  let renewalTime = -Infinity;

  return {
    async enter(identity) {
      const seenTime = performance.now();
      if (!(await enterWatcher(pool, identity))) {
        throw new RpcError('ALREADY_EXISTS', 'another service watches under this identity');
      }
      const entry = { watcherId: identity.watcherId, seenTime };
      const watcher: Watcher = {
        isSeen: () => performance.now() - entry.seenTime <= seenMilliseconds,
        leave: () => void seenTimes.delete(watcher),
      };
      seenTimes.set(watcher, entry);
      return watcher;
    },

    async confirm(identity, revision) {
      if (!(await confirmRevision(pool, identity, revision))) {
        throw new RpcError('NOT_FOUND', 'there is no such watcher of this service, or no such revision');
      }
    },

    async renew() {
      const now = performance.now();
      if (seenTimes.size === 0 || now - renewalTime < renewalMilliseconds) return;
      const entries = [...seenTimes.values()];
      await renewWatchers(
        pool,
        entries.map(({ watcherId }) => watcherId),
      );
      renewalTime = now;
      for (const entry of entries) entry.seenTime = now;
    },
  };
}
