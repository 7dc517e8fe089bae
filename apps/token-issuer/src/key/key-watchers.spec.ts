import { randomUUID } from 'node:crypto';
import { useTestReplicas, wait } from '../testing/test-keys';

const replicas = useTestReplicas();
const said = (text: string) => replicas.lines.filter((line) => line.includes(text));

describe('watchers', () => {
  const watcher = () => ({ watcherId: randomUUID(), service: 'resource-gateway' });
  const age = (seconds: number) =>
    replicas.pool.query(`UPDATE key_watchers SET last_seen = now() - make_interval(secs => $1)`, [seconds]);

  it('hold a new key back until they have confirmed it', async () => {
    const keys = await replicas.start();
    const first = keys.ring.signing.kid;
    const gateway = watcher();
    await keys.watchers.enter(gateway);
    await keys.watchers.confirm(gateway, keys.ring.published.revision);
    await keys.rotation.rotate({ compromised: false });
    replicas.pass(wait);
    await keys.tick();
    await keys.tick();
    expect(keys.ring.signing.kid).toBe(first);
    expect(said('watchers have not confirmed it')).toHaveLength(1);
    expect(said('watchers have not confirmed it')[0]).toContain('resource-gateway');

    await keys.watchers.confirm(gateway, keys.ring.published.revision);
    await keys.tick();
    expect(keys.ring.signing.kid).not.toBe(first);
  });

  it('do not make a key sign earlier by confirming it', async () => {
    const keys = await replicas.start();
    const first = keys.ring.signing.kid;
    const gateway = watcher();
    await keys.watchers.enter(gateway);
    await keys.rotation.rotate({ compromised: false });
    await keys.tick();
    await keys.watchers.confirm(gateway, keys.ring.published.revision);
    replicas.pass(wait - 1);
    await keys.tick();
    expect(keys.ring.signing.kid).toBe(first);
  });

  it('count while they were seen within ten seconds', async () => {
    const keys = await replicas.start();
    const first = keys.ring.signing.kid;
    (await keys.watchers.enter(watcher())).leave();
    await keys.rotation.rotate({ compromised: false });
    replicas.pass(wait);
    await age(9);
    await keys.tick();
    expect(keys.ring.signing.kid).toBe(first);
    await age(10);
    await keys.tick();
    expect(keys.ring.signing.kid).not.toBe(first);
  });

  it('cannot confirm what there is not, nor for another service', async () => {
    const keys = await replicas.start();
    const gateway = watcher();
    await keys.watchers.enter(gateway);
    const { revision } = keys.ring.published;
    const notFound = { status: 'NOT_FOUND' };
    await expect(keys.watchers.confirm(gateway, revision + 1n)).rejects.toMatchObject(notFound);
    await expect(keys.watchers.confirm(watcher(), revision)).rejects.toMatchObject(notFound);
    const impostor = { ...gateway, service: 'demo-api' };
    await expect(keys.watchers.confirm(impostor, revision)).rejects.toMatchObject(notFound);
    await expect(keys.watchers.enter(impostor)).rejects.toMatchObject({ status: 'ALREADY_EXISTS' });
  });

  it('keep what they confirmed when they go to another replica, and never take it back', async () => {
    const keys = await replicas.start();
    const gateway = watcher();
    await keys.watchers.enter(gateway);
    await keys.rotation.rotate({ compromised: false });
    await keys.tick();
    await keys.watchers.confirm(gateway, keys.ring.published.revision);
    await keys.watchers.enter(gateway);
    await keys.watchers.confirm(gateway, 1n);
    const { rows } = await replicas.pool.query('SELECT confirmed_revision FROM key_watchers');
    expect(rows).toEqual([{ confirmed_revision: String(keys.ring.published.revision) }]);
  });

  it('are forgotten when they have not been seen for an hour', async () => {
    const keys = await replicas.start();
    await keys.watchers.enter(watcher());
    await age(3_601);
    const remaining = watcher();
    await keys.watchers.enter(remaining);
    const { rows } = await replicas.pool.query('SELECT watcher_id FROM key_watchers');
    expect(rows).toEqual([{ watcher_id: remaining.watcherId }]);
  });
});
