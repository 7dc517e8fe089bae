import { freePort } from '@latchkey/development';
import { createPool } from '../pool';
import { createEphemeralStore } from './create-ephemeral-store';

describe('createEphemeralStore', () => {
  const onError = () => undefined;
  const pool = createPool({
    connectionString: process.env.LATCHKEY_TEST_DATABASE_URL ?? '',
    schema: 'pg_catalog',
    applicationName: 'ephemeral-spec',
    onError,
  });

  afterAll(() => pool.end());

  it('uses Postgres when no Redis is configured', async () => {
    const store = await createEphemeralStore({ pool, keyPrefix: 'spec:', onError });
    await store.ping();
    expect(pool.totalCount).toBe(1);
    await store.close();
  });

  it('uses Redis when it is configured, and does not fall back silently', async () => {
    const redisUrl = `redis://127.0.0.1:${await freePort()}`;
    await expect(createEphemeralStore({ redisUrl, pool, keyPrefix: 'spec:', onError })).rejects.toThrow(
      /Redis server at .* cannot be reached/,
    );
  });
});
