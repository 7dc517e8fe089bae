import { setTimeout as delay } from 'node:timers/promises';
import { ClientService, type WatchClientsResponse } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { withTransaction } from '@latchkey/storage';
import { Client as PgClient } from 'pg';
import { eventually } from '../testing/eventually';
import { web } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { startWatcher, type Watcher } from '../testing/watcher';
import { createClientRepository } from './client-repository';

const insertClient = `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types)`;
const severListeners = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'directory clients' AND datname = current_database()`;

describe('WatchClients', () => {
  let directory: TestDirectory;
  let watchers: Watcher<WatchClientsResponse>[];

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    await createClientRepository(directory.pool).upsert(web);
    watchers = [];
    await registrationHeard();
  });

  afterEach(async () => {
    for (const watcher of watchers) await watcher.leave();
    await directory.close();
  });

  const watch = async (at = directory, caller = 'token-issuer') => {
    const clients = await at.as(caller, ClientService);
    const watcher = startWatcher((options) => clients.watchClients({}, options));
    watchers.push(watcher);
    return watcher;
  };
  /** A watcher whose watch stands, and which has forgotten how it began. */
  const standing = async (at = directory) => {
    const watcher = await watch(at);
    await eventually(() => watcher.messages.length > 0);
    watcher.forget();
    return watcher;
  };
  /** Word of the registration above comes before word of this, and then no more. */
  const registrationHeard = async () => {
    const watcher = await standing();
    await directory.pool.query(`SELECT pg_notify('directory_clients', 'nobody')`);
    await eventually(() => changes(watcher).includes('nobody'));
  };
  const changes = ({ messages }: Watcher<WatchClientsResponse>) =>
    messages.flatMap(({ everything, clientIds }) => (everything ? ['everything'] : clientIds)).sort();

  it('begins by saying that anything may have changed, and then shows life several times a second', async () => {
    const began = performance.now();
    const watcher = await watch();
    await eventually(() => watcher.messages.length === 5);
    expect(performance.now() - began).toBeLessThan(2_000);
    const [first, ...others] = watcher.messages;
    expect(first).toMatchObject({ everything: true });
    for (const heartbeat of others) expect(heartbeat).toMatchObject({ everything: false, clientIds: [] });
  });

  it('tells the watchers of every replica of a change through any of them', async () => {
    const replica = await directory.replica();
    const pair = [await standing(directory), await standing(replica)];
    for (const { pool } of [directory, replica]) {
      await createClientRepository(pool).upsert({ ...web, clientName: 'Other' });
      await eventually(() => pair.every((watcher) => changes(watcher).includes('web')));
      for (const watcher of pair) watcher.forget();
    }
  });

  it.each([
    ['disabled', `UPDATE clients SET disabled = true WHERE client_id = 'web'`, ['web']],
    ['added', `${insertClient} VALUES ('new', 'New', 'client_secret_post', '{client_credentials}')`, ['new']],
    ['deleted', `DELETE FROM clients WHERE client_id = 'web'`, ['web']],
    ['renamed', `UPDATE clients SET client_id = 'shop' WHERE client_id = 'web'`, ['shop', 'web']],
    [
      'given a secret',
      `INSERT INTO client_secrets VALUES ('web', 'current', sha256('secret'), now())`,
      ['web'],
    ],
    ['left alone', `UPDATE clients SET disabled = true WHERE client_id = 'other'`, []],
  ])('tells of a client that an operator has %s, and of no other', async (_, statement, expected) => {
    const watcher = await standing();
    await directory.pool.query(statement);
    await createClientRepository(directory.pool).upsert({ ...web, clientId: 'last' });
    await eventually(() => changes(watcher).includes('last'));
    expect(changes(watcher)).toEqual(['last', ...expected].sort());
  });

  it('tells of a secret that is withdrawn', async () => {
    await directory.pool.query(
      `INSERT INTO client_secrets VALUES ('web', 'current', sha256('secret'), now())`,
    );
    for (const statement of [
      `UPDATE client_secrets SET expires_at = now()`,
      `DELETE FROM client_secrets WHERE client_id = 'web'`,
    ]) {
      const watcher = await standing();
      await directory.pool.query(statement);
      await eventually(() => changes(watcher).join() === 'web');
    }
  });

  it('tells of a client that may present the assertions of another issuer, and of all when its keys change', async () => {
    const watcher = await standing();
    await directory.pool.query(
      `INSERT INTO assertion_issuers (issuer, jwks_uri) VALUES ('https://idp.example', 'https://idp.example/keys')`,
    );
    await eventually(() => changes(watcher).join() === 'everything');
    watcher.forget();
    await directory.pool.query(`INSERT INTO client_assertion_issuers VALUES ('web', 'https://idp.example')`);
    await eventually(() => changes(watcher).join() === 'web');
    watcher.forget();
    await directory.pool.query(`UPDATE assertion_issuers SET jwks_uri = 'https://idp.example/jwks'`);
    await eventually(() => changes(watcher).join() === 'everything');
  });

  it.each([
    ['300 clients by name', 300, 300],
    ['301 clients as a change of everything', 301, 1],
  ])('tells of a statement that changes %s', async (_, count, expected) => {
    const watcher = await standing();
    await directory.pool.query(
      `${insertClient} SELECT 'client-' || n, 'Many', 'client_secret_basic', '{client_credentials}'
       FROM generate_series(1, $1::integer) AS n`,
      [count],
    );
    await eventually(() => changes(watcher).length >= expected);
    expect(changes(watcher)).toHaveLength(expected);
    expect(changes(watcher)[0]).toBe(count > 300 ? 'everything' : 'client-1');
  });

  it('says that everything has changed when the table is emptied', async () => {
    const watcher = await standing();
    await directory.pool.query(`TRUNCATE clients CASCADE`);
    await eventually(() => changes(watcher).includes('everything'));
  });

  it('names at most 1000 clients in a message, each once', async () => {
    const watcher = await standing();
    await withTransaction(directory.pool, async (db) => {
      for (let from = 0; from < 1_500; from += 300) {
        await db.query(
          `${insertClient} SELECT 'client-' || n, 'Many', 'client_secret_basic', '{client_credentials}'
           FROM generate_series($1::integer + 1, $1::integer + 300) AS n`,
          [from],
        );
      }
      await db.query(`UPDATE clients SET client_name = 'Again' WHERE client_id = 'client-1'`);
    });
    await eventually(() => changes(watcher).length >= 1_500);
    expect(new Set(changes(watcher)).size).toBe(1_500);
    for (const { clientIds } of watcher.messages) expect(clientIds.length).toBeLessThanOrEqual(1_000);
  });

  it('says nothing of what was rolled back', async () => {
    const watcher = await standing();
    const failure = withTransaction(directory.pool, async (db) => {
      await db.query(`UPDATE clients SET disabled = true`);
      throw new Error('changed my mind');
    });
    await expect(failure).rejects.toThrow('changed my mind');
    await createClientRepository(directory.pool).upsert({ ...web, clientId: 'last' });
    await eventually(() => changes(watcher).includes('last'));
    expect(changes(watcher)).toEqual(['last']);
  });

  it('says to every watcher that anything may have changed when the listening connection was lost', async () => {
    const replica = await directory.replica();
    const all = [await standing(), await standing(), await standing(replica)];
    await directory.pool.query(severListeners);
    await eventually(() => all.every((watcher) => changes(watcher).includes('everything')));
    for (const watcher of all) watcher.forget();
    await createClientRepository(directory.pool).upsert({ ...web, clientName: 'After' });
    await eventually(() => all.every((watcher) => changes(watcher).join() === 'web'));
    for (const { logged } of [directory, replica]) {
      expect(logged()).toContain('changes are not heard');
      expect(logged()).toContain('changes are heard again');
    }
  });

  it('shows no life while changes cannot be heard, to those who watch and those who come', async () => {
    const before = await standing();
    const server = new PgClient({ connectionString: process.env.LATCHKEY_TEST_DATABASE_URL });
    await server.connect();
    const { rows } = await directory.pool.query<{ name: string }>(`SELECT current_database() AS name`);
    const allowConnections = (allow: boolean) =>
      server.query(`ALTER DATABASE ${rows[0]?.name} ALLOW_CONNECTIONS ${allow}`);
    try {
      await allowConnections(false);
      await directory.pool.query(severListeners);
      await delay(300);
      before.forget();
      const during = await watch();
      await delay(1_000);
      expect([...before.messages, ...during.messages]).toEqual([]);
      await allowConnections(true);
      await eventually(() => changes(before).length > 0 && changes(during).length > 0);
      expect([before.messages[0], during.messages[0]]).toMatchObject([
        { everything: true },
        { everything: true },
      ]);
    } finally {
      await allowConnections(true);
      await server.end();
    }
  });

  it('tells of a change within a second, counted from before its commit', async () => {
    const replica = await directory.replica();
    const watcher = await standing(replica);
    const milliseconds: number[] = [];
    for (let n = 0; n < 100; n += 1) {
      watcher.forget();
      const changed = performance.now();
      await directory.pool.query(`UPDATE clients SET disabled = NOT disabled WHERE client_id = 'web'`);
      await eventually(() => changes(watcher).includes('web'));
      milliseconds.push(performance.now() - changed);
    }
    expect(Math.max(...milliseconds)).toBeLessThan(1_000);
  });

  it('serves the issuer alone', async () => {
    for (const caller of ['resource-gateway', 'authorization-frontend', 'directory']) {
      const clients = await directory.as(caller, ClientService);
      const watching = (async () => {
        for await (const _ of clients.watchClients({})) return;
      })();
      await expect(watching).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    }
  });
});
