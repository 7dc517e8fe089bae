import { createTestDatabase, isRedisInstalled, startRedis } from '@latchkey/development';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EphemeralStore } from '../ephemeral/ephemeral-store';
import { createPostgresEphemeralStore } from '../ephemeral/postgres-store';
import { createRedisEphemeralStore } from '../ephemeral/redis-store';
import { migrate } from '../migrate';
import { createPool } from '../pool';
import { provisionTestSchema } from './test-schema';

/** A server with nothing in it, on which stores of one service can be opened. */
export interface EphemeralEngine {
  open(): Promise<EphemeralStore>;
  close(): Promise<void>;
}

const onError = (error: Error) => {
  throw error;
};

/** A migrated schema in a database of its own; two replicas' stores have a pool each. */
export async function startPostgresEngine(): Promise<EphemeralEngine> {
  const database = await createTestDatabase();
  const { schema, connectionString } = await provisionTestSchema(database.connectionString, 'ephemeral');
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-no-migrations-'));
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await migrate({ connectionString, schema, directory, logger });
  await rm(directory, { recursive: true });
  let isDropped = false;
  const onPoolError = (error: Error) => {
    // The server may not have seen yet that a pool has ended when its database is dropped.
    if (!isDropped) onError(error);
  };
  return {
    open: async () => {
      const pool = createPool({
        connectionString,
        schema,
        applicationName: 'ephemeral-spec',
        onError: onPoolError,
      });
      const store = createPostgresEphemeralStore(pool, { onError });
      return {
        ...store,
        close: async () => {
          await store.close();
          await pool.end();
        },
      };
    },
    close: () => {
      isDropped = true;
      return database.drop();
    },
  };
}

/** The server at LATCHKEY_TEST_REDIS_URL, or one of our own, under a prefix that nobody else has. */
export async function startRedisEngine(): Promise<EphemeralEngine> {
  const server = process.env.LATCHKEY_TEST_REDIS_URL ? undefined : await startRedis();
  const url = server?.url ?? process.env.LATCHKEY_TEST_REDIS_URL ?? '';
  const keyPrefix = `latchkey-spec-${randomBytes(6).toString('hex')}:`;
  return {
    open: () => createRedisEphemeralStore({ url, keyPrefix, onError }),
    close: async () => server?.stop(),
  };
}

const engines: [string, () => Promise<EphemeralEngine>][] = [['Postgres', startPostgresEngine]];

if (process.env.LATCHKEY_TEST_REDIS_URL || isRedisInstalled()) {
  engines.push(['Redis', startRedisEngine]);
} else {
  process.stderr.write(
    'NOT TESTED: the ephemeral store on Redis. Install redis-server, or set LATCHKEY_TEST_REDIS_URL.\n',
  );
}

/** The engines that this machine has. */
export { engines };
