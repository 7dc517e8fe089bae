import type { Pool } from 'pg';
import type { EphemeralStore } from './ephemeral-store';
import { createPostgresEphemeralStore } from './postgres-store';
import { createRedisEphemeralStore } from './redis-store';

/** What {@link createEphemeralStore} is told. */
export interface EphemeralStoreOptions {
  /** Redis is used when this is set, Postgres otherwise. */
  redisUrl?: string;
  /** The service's pool; its schema has been migrated. */
  pool: Pool;
  /** Prefix of the keys in Redis, such as `latchkey:device:`; in Postgres the schema keeps services apart. */
  keyPrefix: string;
  /** Hears of trouble in the background that no caller sees. */
  onError: (error: Error) => void;
}

/**
 * Makes the ephemeral store that the configuration asks for.
 *
 * @throws Error when Redis is asked for and cannot be reached
 */
export async function createEphemeralStore({
  redisUrl,
  pool,
  keyPrefix,
  onError,
}: EphemeralStoreOptions): Promise<EphemeralStore> {
  if (redisUrl) return createRedisEphemeralStore({ url: redisUrl, keyPrefix, onError });
  return createPostgresEphemeralStore(pool, { onError });
}
