import { createTestDatabase, freePort, startRedis } from '@latchkey/development';
import type { Pool } from 'pg';
import { isOutage } from './outage';
import { createPool } from './pool';
import { connectRedis } from './redis';

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const ignore = () => undefined;

describe('an outage', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    const { connectionString } = database;
    pool = createPool({ connectionString, schema: 'public', applicationName: 'test', onError: ignore });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is a database that cannot be reached', async () => {
    const url = new URL(database.connectionString);
    url.port = String(await freePort());
    const settings = { schema: 'public', applicationName: 'test', onError: ignore };
    const away = createPool({ connectionString: url.href, ...settings });
    expect(isOutage(await failureOf(away.query('SELECT 1')))).toBe(true);
    await away.end();
  });

  it('is a connection that ends in the middle of a statement', async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const sleeping = failureOf(client.query('SELECT pg_sleep(10)'));
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    expect(isOutage(await sleeping)).toBe(true);
    expect(isOutage(await failureOf(client.query('SELECT 1')))).toBe(true);
    client.release(true);
  });

  it('is a statement that took too long', async () => {
    const client = await pool.connect();
    await client.query('SET statement_timeout = 50');
    expect(isOutage(await failureOf(client.query('SELECT pg_sleep(10)')))).toBe(true);
    client.release(true);
  });

  it('is not a statement that is wrong, nor a defect', async () => {
    expect(isOutage(await failureOf(pool.query('SELECT FROM nowhere')))).toBe(false);
    expect(isOutage(await failureOf(pool.query('SELECT 1 / 0')))).toBe(false);
    expect(isOutage(new TypeError('x is not a function'))).toBe(false);
    for (const thrown of [undefined, null, 'Connection terminated']) expect(isOutage(thrown)).toBe(false);
  });

  it('is a Redis that has gone, where one is installed', async () => {
    const server = await startRedis();
    if (!server) return;
    const redis = await connectRedis({ url: server.url, keyPrefix: '', onError: ignore });
    server.signal('SIGSTOP');
    expect(isOutage(await failureOf(redis.get('key')))).toBe(true);
    await server.stop();
    expect(isOutage(await failureOf(redis.get('key')))).toBe(true);
    redis.disconnect();
  });
});
