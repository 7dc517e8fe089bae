import { isRedisInstalled, startRedis } from '@latchkey/development';
import { createPool } from '@latchkey/storage';
import { schema } from '../migrations';
import { createPostgresQuotaCounter } from '../quota/postgres-quota-counter';
import type { QuotaCounter } from '../quota/quota-counter';
import { createRedisQuotaCounter } from '../quota/redis-quota-counter';
import { startTestSchema } from './test-schema';

/** A server with nothing in it, on which the counters of replicas can be opened. */
export interface QuotaEngine {
  open(): Promise<QuotaCounter>;
  close(): Promise<void>;
}

// A connection that breaks while idle is replaced; one that breaks in use fails the call.
const onError = () => undefined;

async function startPostgresEngine(): Promise<QuotaEngine> {
  const { connectionString, close } = await startTestSchema();
  return {
    open: async () => {
      const pool = createPool({ connectionString, schema, applicationName: 'quota-spec', onError });
      return { ...createPostgresQuotaCounter(pool), close: () => pool.end() };
    },
    close,
  };
}

/** The server at LATCHKEY_TEST_REDIS_URL, or one of our own. */
async function startRedisEngine(): Promise<QuotaEngine> {
  const server = process.env.LATCHKEY_TEST_REDIS_URL ? undefined : await startRedis();
  const url = server?.url ?? process.env.LATCHKEY_TEST_REDIS_URL ?? '';
  return {
    open: () => createRedisQuotaCounter({ url, onError }),
    close: async () => server?.stop(),
  };
}

const engines: [string, () => Promise<QuotaEngine>][] = [['Postgres', startPostgresEngine]];

if (process.env.LATCHKEY_TEST_REDIS_URL || isRedisInstalled()) {
  engines.push(['Redis', startRedisEngine]);
} else {
  process.stderr.write(
    'NOT TESTED: quotas on Redis. Install redis-server, or set LATCHKEY_TEST_REDIS_URL.\n',
  );
}

/** The engines that this machine has. */
export { engines };
