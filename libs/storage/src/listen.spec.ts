import { createTestDatabase, type TestDatabase } from '@latchkey/development';
import type { Pool } from 'pg';
import { channelName, listen, type Listener } from './listen';
import { createPool } from './pool';
import { eventually } from './testing/eventually';
import { provisionTestSchema } from './testing/test-schema';

describe('listen', () => {
  let database: TestDatabase;
  let pool: Pool;
  let connectionString: string;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    ({ connectionString } = await provisionTestSchema(database.connectionString, 'books'));
    pool = createPool({
      connectionString,
      schema: 'books',
      applicationName: 'listen-spec',
      onError: () => undefined,
    });
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) await listener.close();
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  function listening(changes: { onConnected?: () => Promise<void> } = {}) {
    const seen = { payloads: [] as string[], connections: 0, errors: [] as Error[] };
    const listener = listen({
      connectionString,
      schema: 'books',
      applicationName: 'listener-of-spec',
      channel: 'changes',
      onConnected: async () => {
        seen.connections += 1;
        await changes.onConnected?.();
      },
      onNotification: (payload) => seen.payloads.push(payload),
      onError: (error) => seen.errors.push(error),
    });
    listeners.push(listener);
    return { seen, listener };
  }
  const notify = (payload: string, channel = channelName('books', 'changes')) =>
    pool.query('SELECT pg_notify($1, $2)', [channel, payload]);

  it('hears what is notified on its channel, and nothing else', async () => {
    const { listener, seen } = listening();
    await eventually(() => listener.isCurrent());
    await notify('elsewhere', 'changes');
    await notify('a');
    await notify('b');
    await eventually(() => seen.payloads.length === 2);
    expect(seen.payloads).toEqual(['a', 'b']);
  });

  it('says that it is not current while the connection is lost, and catches up when it is back', async () => {
    const { listener, seen } = listening();
    await eventually(() => listener.isCurrent());
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener-of-spec'`,
    );
    await eventually(() => seen.errors.length > 0 && seen.connections === 2 && listener.isCurrent());
    await notify('after');
    await eventually(() => seen.payloads.includes('after'));
  });

  it('is not current until it has caught up, and tries again when that fails', async () => {
    let attempts = 0;
    const { listener, seen } = listening({
      onConnected: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('could not read');
      },
    });
    await eventually(() => seen.errors.length === 1);
    expect(seen.errors[0]?.message).toBe('could not read');
    await eventually(() => listener.isCurrent());
    expect(attempts).toBe(2);
  });

  it('closes at any moment, also while the connection is being opened', async () => {
    for (let round = 0; round < 40; round++) {
      const { listener } = listening();
      await new Promise((resolve) => setTimeout(resolve, round % 20));
      await listener.close();
      expect(listener.isCurrent()).toBe(false);
    }
  });

  it('keeps channel names apart that PostgreSQL would cut to the same', () => {
    const long = 'x'.repeat(63);
    expect(channelName('a', 'b')).toBe('a_b');
    expect(channelName('a', `${long}1`)).not.toBe(channelName('a', `${long}2`));
    expect(channelName('a', `${long}1`)).toHaveLength(63);
  });
});
