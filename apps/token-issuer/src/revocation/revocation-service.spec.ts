import { create } from '@bufbuild/protobuf';
import { WatchRevocationsRequestSchema } from '@latchkey/contracts';
import { createTestSchema } from '../testing/test-schema';
import { eventually, startTestRevocations, type TestRevocations } from '../testing/test-revocations';
import type { Revocation } from './revocation';
import { createRevocationRepository, type RevocationRepository } from './revocation-repository';
import { revocationService } from './revocation-service';

let now = new Date('2030-01-01T00:00:00Z');
const clock = () => now;
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
let schema: Awaited<ReturnType<typeof createTestSchema>>;
let repository: RevocationRepository;
const replicas: TestRevocations[] = [];

beforeEach(async () => {
  schema = await createTestSchema();
  repository = createRevocationRepository(schema.pool);
});
afterEach(async () => {
  for (const replica of replicas.splice(0)) await replica.stop();
  await schema.drop();
});

async function start() {
  const replica = await startTestRevocations(schema, clock);
  replicas.push(replica);
  return replica;
}
const revoke = (value: string, kind: Revocation['kind'] = 'token', seconds = 600) =>
  repository.add({ kind, value, revokedAt: now, expiresAt: later(seconds) }, now);
const revokeMany = (count: number, prefix: string) =>
  schema.pool.query(
    `INSERT INTO revocations (kind, value, revoked_at, expires_at)
     SELECT 'token', $1 || n, $2, $3 FROM generate_series(1, $4::int) AS n`,
    [prefix, now, later(600), count],
  );

describe('WatchRevocations', () => {
  it('brings a snapshot first, then each revocation as it happens, to watchers of every replica', async () => {
    await revoke('before');
    const [one, two] = [await start(), await start()];
    const watchers = [one.watch(), one.watch(), two.watch()];
    await eventually(() => watchers.every(({ heard }) => heard.length === 1));
    await revoke('token-1');
    await revoke('grant-1', 'grant');
    await revoke('client-1', 'client');
    await revoke('subject-1', 'subject');
    await eventually(() => watchers.every(({ heard }) => heard.length === 5));
    for (const { heard, messages } of watchers) {
      expect(heard).toEqual([
        'tokenId:before',
        'tokenId:token-1',
        'grantId:grant-1',
        'clientId:client-1',
        'subject:subject-1',
      ]);
      expect(messages.map(({ snapshot }) => snapshot)).toEqual(messages.map((_, index) => index === 0));
      expect(messages[0]).toMatchObject({ complete: true });
      expect(messages[0]?.revocations[0]).toMatchObject({
        revokeTime: { seconds: BigInt(now.getTime() / 1000) },
        expireTime: { seconds: BigInt(now.getTime() / 1000) + 600n },
      });
    }
  });

  it('begins with an empty snapshot when there is nothing', async () => {
    const watcher = (await start()).watch();
    await eventually(() => watcher.messages.length > 0);
    expect(watcher.messages[0]).toMatchObject({
      position: 0n,
      snapshot: true,
      complete: true,
      revocations: [],
    });
  });

  it('gives signs of life with the position, several times a second', async () => {
    await revoke('a');
    const watcher = (await start()).watch();
    const opened = performance.now();
    await eventually(() => watcher.messages.length > 4);
    expect(performance.now() - opened).toBeLessThan(2_500);
    const position = await repository.lastPosition();
    for (const message of watcher.messages) expect(message).toMatchObject({ position, complete: true });
  });

  it('goes on from a position, at any replica', async () => {
    for (const value of ['a', 'b', 'c']) await revoke(value);
    const [one, two] = [await start(), await start()];
    const [, second] = await repository.after(0n, 3);
    for (const watcher of [one.watch(second?.position), two.watch(second?.position)]) {
      await eventually(() => watcher.messages.length > 0);
      expect(watcher.messages[0]).toMatchObject({ snapshot: false, complete: true });
      expect(watcher.heard).toEqual(['tokenId:c']);
    }
  });

  it('answers a position that it never reached with a snapshot', async () => {
    await revoke('a');
    const replica = await start();
    for (const position of [10_000n, -1n, 2n ** 63n - 1n]) {
      const watcher = replica.watch(position);
      await eventually(() => watcher.messages.length > 0);
      expect(watcher.messages[0]).toMatchObject({ snapshot: true, complete: true });
      expect(watcher.heard).toEqual(['tokenId:a']);
    }
  });

  it('sends parts of at most 1000, and loses nothing when it is left between them', async () => {
    await revokeMany(2_500, 't');
    const replica = await start();
    const watcher = replica.watch();
    await eventually(() => watcher.messages.length >= 3);
    const parts = watcher.messages.slice(0, 3);
    expect(parts.map(({ revocations }) => revocations.length)).toEqual([1000, 1000, 500]);
    expect(parts.map(({ snapshot }) => snapshot)).toEqual([true, false, false]);
    expect(parts.map(({ complete }) => complete)).toEqual([false, false, true]);

    const rest = replica.watch(parts[0]?.position);
    await eventually(() => rest.heard.length >= 1500);
    expect(new Set([...watcher.heard.slice(0, 1000), ...rest.heard])).toEqual(new Set(watcher.heard));
    expect(rest.heard).toHaveLength(1500);
  });

  it('never lets a position fall', async () => {
    const replica = await start();
    const watcher = replica.watch();
    await Promise.all(Array.from({ length: 50 }, (_, index) => revoke(`t${index}`)));
    await revokeMany(1_500, 'm');
    await eventually(() => watcher.heard.length === 1_550);
    const positions = watcher.messages.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => Number(a - b)));
    expect(positions.at(-1)).toBe(await repository.lastPosition());
  });

  it('leaves out what has ended', async () => {
    await revoke('short', 'token', 10);
    const replica = await start();
    now = later(11);
    const watcher = replica.watch();
    await eventually(() => watcher.messages.length > 0);
    expect(watcher.heard).toEqual([]);
    expect(watcher.messages[0]?.position).toBe(await repository.lastPosition());
  });

  it('falls silent while the database is not heard, and then brings what was missed', async () => {
    const replica = await start();
    const watcher = replica.watch();
    await eventually(() => watcher.messages.length > 1);
    // The table cannot be read for a while: a replica that has reconnected does not know what it missed.
    const blocker = await schema.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE revocations IN ACCESS EXCLUSIVE MODE');
    await replica.breakConnections();
    await eventually(() => !replica.revocations.isCurrent());
    const before = watcher.messages.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(watcher.messages.length - before).toBeLessThanOrEqual(1);
    const missed = { kind: 'token', value: 'missed', revokedAt: now, expiresAt: later(600) } as const;
    await createRevocationRepository(blocker).add(missed, now);
    await blocker.query('COMMIT');
    blocker.release();
    await eventually(() => watcher.heard.includes('tokenId:missed'));
    await eventually(() => replica.revocations.isCurrent());
    expect(watcher.ended).toBeUndefined();
  });

  it('is not opened while the database is not heard', async () => {
    const replica = await start();
    const blocker = await schema.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE revocations IN ACCESS EXCLUSIVE MODE');
    await replica.breakConnections();
    await eventually(() => !replica.revocations.isCurrent());
    const watcher = replica.watch();
    await eventually(() => watcher.ended !== undefined);
    expect(watcher.ended).toMatchObject({ status: 'UNAVAILABLE' });
    expect(watcher.messages).toEqual([]);
    await blocker.query('ROLLBACK');
    blocker.release();
  });

  it('starts watchers anew when the database has lost the last positions', async () => {
    await revoke('kept');
    await revoke('lost');
    const replica = await start();
    const watcher = replica.watch();
    await eventually(() => watcher.heard.length === 2);
    const position = await repository.lastPosition();
    // What a failover to a standby that was behind looks like.
    await schema.pool.query(`DELETE FROM revocations WHERE value = 'lost'`);
    await replica.breakConnections();
    await eventually(() => watcher.ended !== undefined);
    expect(watcher.ended).toMatchObject({ status: 'ABORTED' });
    // Watchers hear of it before the replica has caught up, and are sent away until then.
    await eventually(() => replica.revocations.isCurrent());
    const again = replica.watch(position);
    await eventually(() => again.messages.length > 0);
    expect(again.messages[0]?.snapshot).toBe(true);
    expect(again.heard).toEqual(['tokenId:kept']);
  });

  it('serves many watchers, and forgets those who leave', async () => {
    const replica = await start();
    const watchers = Array.from({ length: 60 }, () => replica.watch());
    await eventually(() => watchers.every(({ messages }) => messages.length > 0));
    for (const watcher of watchers.slice(0, 30)) watcher.leave();
    await revoke('a');
    await eventually(() => watchers.slice(30).every(({ heard }) => heard.length === 1));
  });

  it('drops a watcher that reads too slowly instead of keeping everything for it', async () => {
    const { revocations } = await start();
    // What the connection would hold beside is left out.
    const { watchRevocations } = revocationService(revocations).handlers;
    const { signal } = new AbortController();
    const request = create(WatchRevocationsRequestSchema);
    const stream = watchRevocations?.(request, { caller: 'resource-gateway', signal });
    const items = (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    await items.next();
    await revokeMany(12_000, 't');
    await eventually(() => revocations.position() >= 12_000n);
    await expect(items.next()).rejects.toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
  });
});
