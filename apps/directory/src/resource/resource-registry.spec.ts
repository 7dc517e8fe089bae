import { setTimeout as delay } from 'node:timers/promises';
import { ResourceService, type WatchResourcesResponse } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { withTransaction } from '@latchkey/storage';
import { eventually } from '../testing/eventually';
import { demo, plain } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { startWatcher, type Watcher } from '../testing/watcher';
import { startResourceRegistry } from './resource-registry';
import { createResourceRepository } from './resource-repository';

const severListeners = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'directory resources' AND datname = current_database()`;

describe('WatchResources', () => {
  let directory: TestDirectory;
  let watchers: Watcher<WatchResourcesResponse>[];

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    watchers = [];
  });

  afterEach(async () => {
    for (const watcher of watchers) await watcher.leave();
    await directory.close();
  });

  const watch = async (at = directory) => {
    const resources = await at.as('resource-gateway', ResourceService);
    const watcher = startWatcher((options) => resources.watchResources({}, options));
    watchers.push(watcher);
    await eventually(() => watcher.messages.length > 0);
    return watcher;
  };
  const registries = ({ messages }: Watcher<WatchResourcesResponse>) =>
    messages.flatMap(({ registry }) => (registry ? [registry.resources] : []));
  const names = (watcher: Watcher<WatchResourcesResponse>) =>
    registries(watcher).map((resources) => resources.map(({ resourceName }) => resourceName).join());

  it('begins with the whole registry, and then shows life at least every second', async () => {
    await createResourceRepository(directory.pool).upsert(demo);
    await eventually(async () => names(await watch()).join() === 'Demo API');
    const watcher = await watch();
    expect(registries(watcher)[0]).toMatchObject([
      { ...demo, accessTokenFormat: 2, maximumBodyBytes: 1_073_741_824n },
    ]);
    await delay(1_200);
    expect(watcher.messages.length).toBeGreaterThanOrEqual(3);
    expect(registries(watcher)).toHaveLength(1);
  });

  it('begins with an empty registry when nothing is registered', async () => {
    expect(registries(await watch())).toEqual([[]]);
  });

  it('sends the registry to the watchers of every replica when it changes through any of them', async () => {
    const replica = await directory.replica();
    const pair = [await watch(directory), await watch(replica)];
    await createResourceRepository(directory.pool).upsert(plain);
    await eventually(() => pair.every((watcher) => names(watcher).at(-1) === 'Plain API'));
    await createResourceRepository(replica.pool).upsert(demo);
    await eventually(() => pair.every((watcher) => names(watcher).at(-1) === 'Plain API,Demo API'));
  });

  it.each([
    ['a resource', `UPDATE resources SET resource_name = 'Changed'`],
    ['a scope', `UPDATE scopes SET description = 'Changed'`],
    ['the words of a scope', `UPDATE scopes SET translations = '{"de": "Geändert"}'`],
    ['a route', `DELETE FROM routes WHERE path_prefix = '/demo/v1.0/'`],
    ['a rule', `UPDATE access_rules SET public = false`],
    ['a table, which is emptied', `TRUNCATE access_rules`],
  ])('sends the registry when an operator changes %s', async (_, statement) => {
    await createResourceRepository(directory.pool).upsert(demo);
    const watcher = await watch();
    await eventually(() => names(watcher).at(-1) === 'Demo API');
    watcher.forget();
    await directory.pool.query(statement);
    await eventually(() => registries(watcher).length > 0);
    expect(registries(watcher)[0]?.[0]).not.toMatchObject({
      ...demo,
      accessTokenFormat: 2,
      maximumBodyBytes: 1_073_741_824n,
    });
  });

  it('sends what one transaction changed at once', async () => {
    const watcher = await watch();
    await withTransaction(directory.pool, async (db) => {
      for (const resource of [plain, demo]) await createResourceRepository(db).upsert(resource);
    });
    await eventually(() => names(watcher).includes('Plain API,Demo API'));
    expect(new Set(names(watcher))).toEqual(new Set(['', 'Plain API,Demo API']));
  });

  it('sends the registry anew when the listening connection was lost', async () => {
    const watcher = await watch();
    await directory.pool.query(severListeners);
    await eventually(() => registries(watcher).length === 2);
    await createResourceRepository(directory.pool).upsert(plain);
    await eventually(() => names(watcher).at(-1) === 'Plain API');
  });

  it('shows no life while a change is known that cannot be read, and reads it as soon as it can', async () => {
    let log = '';
    let readable = true;
    const resources = createResourceRepository(directory.pool);
    const registry = await startResourceRegistry({
      resources: {
        list: () => (readable ? resources.list() : Promise.reject(new Error('database too busy'))),
      },
      connectionString: directory.connectionString,
      logger: createLogger({
        service: 'directory',
        level: 'info',
        destination: { write: (line) => (log += line) },
      }),
    });
    const watcher = startWatcher(({ signal }) => registry.watch(signal));
    await eventually(() => watcher.messages.length > 0);
    readable = false;
    await resources.upsert(plain);
    await eventually(() => log.includes('database too busy'));
    watcher.forget();
    await delay(700);
    expect(watcher.messages).toEqual([]);
    readable = true;
    await eventually(() => watcher.messages.length > 0);
    expect(watcher.messages).toEqual([[plain]]);
    await watcher.leave();
    await registry.close();
  });

  it('serves the issuer and the gateway, and nobody else', async () => {
    const watchAs = async (caller: string) => {
      const resources = await directory.as(caller, ResourceService);
      for await (const message of resources.watchResources({})) return message;
      return undefined;
    };
    for (const caller of ['resource-gateway', 'token-issuer']) {
      expect(await watchAs(caller)).toMatchObject({ registry: { resources: [] } });
    }
    for (const caller of ['authorization-frontend', 'demo-api']) {
      await expect(watchAs(caller)).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    }
  });
});
