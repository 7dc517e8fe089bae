import { createTestDatabase, startEmbeddedPostgres, type TestDatabase } from '@latchkey/development';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { createPool } from '../pool';
import { eventually } from '../testing/eventually';
import { createPostgresEphemeralStore } from './postgres-store';
import { ephemeralTable } from './postgres-table';

const open = (connectionString: string, onError: (error: Error) => void = () => undefined): Pool =>
  createPool({ connectionString, schema: 'public', applicationName: 'ephemeral-spec', onError });

describe('createPostgresEphemeralStore', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = open(database.connectionString);
    await pool.query(ephemeralTable);
  });

  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const expired = (count: number) =>
    pool.query(
      `INSERT INTO ephemeral_entries SELECT 'expired:' || n, '', now() - interval '1 s' FROM generate_series(1, $1) n`,
      [count],
    );
  const rows = async () =>
    (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM ephemeral_entries')).rows[0]
      ?.count;
  const untilRows = (count: number) => eventually(async () => (await rows()) === count);

  it('removes what has expired behind every hundredth write, however much it is', async () => {
    await expired(1_800);
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    for (let write = 0; write < 99; write += 1) await store.put('key', 'value', 60);
    expect(await rows()).toBe(1_801);
    await store.put('key', 'value', 60);
    await untilRows(1);
    expect(await store.get('key')).toBe('value');
    await store.close();
  });

  it('leaves rows that somebody works on, and waits for nobody', async () => {
    await expired(3);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query("SELECT FROM ephemeral_entries WHERE key = 'expired:2' FOR UPDATE");
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    await Promise.all(Array.from({ length: 100 }, (_, n) => store.put(`key:${n}`, 'value', 60)));
    await untilRows(101);
    await client.query('ROLLBACK');
    client.release();
    await store.close();
  });

  it('reads what is asked for in one turn by one statement, and leaves out what has expired', async () => {
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    await Promise.all(Array.from({ length: 99 }, (_, n) => store.put(`key:${n}`, `value ${n}`, 60)));
    await expired(1);
    const query = jest.spyOn(pool, 'query');
    const keys = ['key:7', 'expired:1', 'absent', ...Array.from({ length: 97 }, (_, n) => `key:${n}`)];
    const values = await Promise.all(keys.map((key) => store.get(key)));
    expect(query).toHaveBeenCalledTimes(1);
    expect(values.slice(0, 3)).toEqual(['value 7', undefined, undefined]);
    expect(values.slice(3)).toEqual(Array.from({ length: 97 }, (_, n) => `value ${n}`));
    await store.close();
  });

  it('stores what is new in one turn by one statement, and counts each as a write', async () => {
    await expired(1_800);
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    const query = jest.spyOn(pool, 'query');
    const put = (n: number) => store.putIfAbsent(`key:${n}`, '', 60, { key: `along:${n}`, value: '' });
    expect(await Promise.all(Array.from({ length: 99 }, (_, n) => put(n)))).toEqual(Array(99).fill(true));
    expect(query).toHaveBeenCalledTimes(1);
    expect(await rows()).toBe(1_800 + 2 * 99);
    expect(await put(99)).toBe(true);
    await untilRows(2 * 100);
    await store.close();
  });

  it('gives a key that is wanted several times in one turn to the first', async () => {
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    const won = await Promise.all(
      ['one', 'two', 'three'].map((value) => store.putIfAbsent('key', value, 60)),
    );
    expect(won).toEqual([true, false, false]);
    expect(await store.get('key')).toBe('one');
    await store.close();
  });

  it('bounds a statement to a hundred keys', async () => {
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    const query = jest.spyOn(pool, 'query');
    await Promise.all(Array.from({ length: 250 }, (_, n) => store.get(`key:${n}`)));
    expect(query).toHaveBeenCalledTimes(3);
    await store.close();
  });

  it('remembers no value that was read', async () => {
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    await store.put('key', 'before', 60);
    expect(await store.get('key')).toBe('before');
    await store.put('key', 'after', 60);
    expect(await store.get('key')).toBe('after');
    await store.close();
  });

  it('fails everybody whose statement fails, and refuses a bad key to its caller alone', async () => {
    const store = createPostgresEphemeralStore(pool, { onError: fail });
    const [bad, good] = await Promise.allSettled([store.get(''), store.get('key')]);
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(RangeError) });
    expect(good).toEqual({ status: 'fulfilled', value: undefined });
    await pool.query('ALTER TABLE ephemeral_entries RENAME TO elsewhere');
    const failed = await Promise.allSettled(['one', 'two', 'three'].map((key) => store.get(key)));
    for (const each of failed) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: '42P01' } });
    }
    await pool.query('ALTER TABLE elsewhere RENAME TO ephemeral_entries');
    expect(await store.get('key')).toBeUndefined();
    await store.close();
  });

  it('does not let trouble with removing reach the requests', async () => {
    const onError = jest.fn();
    const store = createPostgresEphemeralStore(pool, { onError });
    await pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no deleting'; END $$;
       CREATE TRIGGER refuse BEFORE DELETE ON ephemeral_entries EXECUTE FUNCTION refuse()`,
    );
    await Promise.all(Array.from({ length: 100 }, (_, n) => store.put(`key:${n}`, 'value', 60)));
    await store.close();
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'no deleting' }));
  });

  it('fails fast while the server is away, and works when it is back', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'latchkey-ephemeral-'));
    await chmod(directory, 0o711);
    const dataDirectory = join(directory, 'postgres');
    let server = await startEmbeddedPostgres({ dataDirectory, durable: false });
    const own = open(server.adminUrl);
    await own.query(ephemeralTable);
    const store = createPostgresEphemeralStore(own, { onError: fail });
    await store.put('kept', 'value', 60);

    const { port } = server;
    await server.stop();
    const asked = performance.now();
    await expect(store.takeOnce('kept')).rejects.toThrow();
    await expect(store.ping()).rejects.toThrow();
    expect(performance.now() - asked).toBeLessThan(2_000);

    server = await startEmbeddedPostgres({ dataDirectory, port, durable: false });
    expect(await store.takeOnce('kept')).toBe('value');
    await store.close();
    await own.end();
    await server.remove();
    await rm(directory, { recursive: true });
  });
});

function fail(error: Error): never {
  throw error;
}
