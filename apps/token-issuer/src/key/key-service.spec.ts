import { KeyService, SigningKeyState, type WatchJwksResponse } from '@latchkey/contracts';
import { createKeySet } from '@latchkey/jwt';
import type { RpcClient } from '@latchkey/rpc';
import { randomUUID } from 'node:crypto';
import { startTestIssuer, type TestIssuer } from '../testing/test-issuer';

let test: TestIssuer;
let gateway: RpcClient<typeof KeyService>;
let api: RpcClient<typeof KeyService>;
let cli: RpcClient<typeof KeyService>;

beforeAll(async () => {
  test = await startTestIssuer({ LATCHKEY_JWKS_MAX_AGE_SECONDS: '120' });
  gateway = test.connectAs('resource-gateway').service(KeyService);
  api = test.connectAs('demo-api').service(KeyService);
  cli = test.connectAs('cli').service(KeyService);
});
// Leaves one key, which signs.
beforeEach(() => cli.rotateSigningKey({ compromised: true }));
afterAll(() => test.stop());

/** Opens a watch; `next` resolves with each message, with the keys alone if asked so. */
function openWatch(service = gateway, watcherId: string = randomUUID()) {
  const controller = new AbortController();
  const messages = service.watchJwks({ watcherId }, { signal: controller.signal })[Symbol.asyncIterator]();
  const next = async (): Promise<WatchJwksResponse> => {
    const { value, done } = await messages.next();
    if (done) throw new Error('the watch ended');
    return value;
  };
  const nextKeys = async () => {
    for (;;) {
      const { revision, jwks } = await next();
      if (jwks) return { revision, kids: [...createKeySet(JSON.parse(jwks.jwksJson)).keys()] };
    }
  };
  return { watcherId, next, nextKeys, leave: () => controller.abort() };
}

const seenSecondsAgo = async () => {
  const { rows } = await test.pool.query<{ age: number }>(
    'SELECT extract(epoch FROM now() - max(last_seen))::float AS age FROM key_watchers',
  );
  return rows[0]?.age ?? Infinity;
};

describe('the key service', () => {
  it('publishes the keys with the age that is set', async () => {
    const { jwksJson, maxAgeSeconds } = await gateway.getJwks({});
    expect(maxAgeSeconds).toBe(120);
    expect([...createKeySet(JSON.parse(jwksJson)).keys()]).toEqual([test.keyRing.signing.kid]);
  });

  it('publishes a new key at once and has it sign when all has been waited for', async () => {
    const watch = openWatch();
    const first = await watch.nextKeys();
    const begun = test.now().getTime() / 1000;
    const { signingKey } = await cli.rotateSigningKey({});
    expect(signingKey?.state).toBe(SigningKeyState.PUBLISHED);
    const kid = signingKey?.kid ?? '';
    const { jwksJson } = await api.getJwks({});
    expect([...createKeySet(JSON.parse(jwksJson)).keys()]).toEqual([kid, ...first.kids]);

    const second = await watch.nextKeys();
    expect(second).toEqual({ revision: first.revision + 1n, kids: [kid, ...first.kids] });
    test.pass(130);
    await test.issuerKeys.tick();
    expect(test.keyRing.signing.kid).toBe(first.kids[0]);
    await gateway.confirmJwks({ watcherId: watch.watcherId, revision: second.revision });
    await test.issuerKeys.tick();
    expect(test.keyRing.signing.kid).toBe(kid);

    const { signingKeys } = await cli.listSigningKeys({});
    expect(signingKeys.map(({ kid: listed, state }) => [listed, state])).toEqual([
      [kid, SigningKeyState.SIGNING],
      [first.kids[0], SigningKeyState.RETIRED],
    ]);
    const seconds = (time: 'publishTime' | 'signTime' | 'retireTime', index: number) =>
      Number(signingKeys[index]?.[time]?.seconds) - begun;
    expect(seconds('publishTime', 0)).toBe(0);
    expect(seconds('signTime', 0)).toBe(130);
    expect(seconds('signTime', 1)).toBe(0);
    expect(seconds('retireTime', 1)).toBe(130);
    expect(signingKeys[0]?.retireTime).toBeUndefined();
    watch.leave();
  });

  it('withdraws compromised keys from all who watch within a blink', async () => {
    const watches = [openWatch(), openWatch(api), openWatch()];
    await Promise.all(watches.map((watch) => watch.nextKeys()));
    const begun = performance.now();
    const [{ signingKey }, ...heard] = await Promise.all([
      cli.rotateSigningKey({ compromised: true }),
      ...watches.map((watch) => watch.nextKeys()),
    ]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    for (const { kids } of heard) expect(kids).toEqual([signingKey?.kid]);
    for (const watch of watches) watch.leave();
  });

  it('gives a sign of life at least every second, and notes that of its watchers', async () => {
    const watch = openWatch();
    const { revision } = await watch.next();
    const begun = performance.now();
    for (let n = 0; n < 5; n++) {
      const sent = performance.now();
      const heartbeat = await watch.next();
      expect(heartbeat.revision).toBe(revision);
      expect(heartbeat.jwks).toBeUndefined();
      expect(performance.now() - sent).toBeLessThan(1_000);
    }
    expect(performance.now() - begun).toBeGreaterThan(2_000);
    await test.pool.query(`UPDATE key_watchers SET last_seen = now() - interval '1 minute'`);
    for (let n = 0; n < 7; n++) await watch.next();
    expect(await seenSecondsAgo()).toBeLessThan(4);
    watch.leave();
  }, 20_000);

  it('is silent while it cannot note that its watchers are there', async () => {
    const watch = openWatch();
    await watch.next();
    const locker = await test.pool.connect();
    await locker.query('BEGIN');
    await locker.query('LOCK TABLE key_watchers');
    const locked = performance.now();
    let heard = locked;
    const reading = (async () => {
      while (performance.now() < locked + 5_500) {
        await watch.next();
        heard = performance.now();
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 5_400));
    expect(heard - locked).toBeGreaterThan(500);
    expect(heard - locked).toBeLessThan(4_800);
    await locker.query('COMMIT');
    locker.release();
    await reading;
    watch.leave();
  }, 20_000);

  it.each(['', 'watcher-1', `${randomUUID()}0`, `{${randomUUID()}}`])(
    'refuses the identity %j',
    async (watcherId) => {
      const invalid = { status: 'INVALID_ARGUMENT' };
      await expect(openWatch(gateway, watcherId).next()).rejects.toMatchObject(invalid);
      await expect(gateway.confirmJwks({ watcherId, revision: 1n })).rejects.toMatchObject(invalid);
    },
  );

  it('does not let one service confirm for another', async () => {
    const watch = openWatch();
    const { revision } = await watch.next();
    const { watcherId } = watch;
    await expect(api.confirmJwks({ watcherId, revision })).rejects.toMatchObject({ status: 'NOT_FOUND' });
    await expect(openWatch(api, watcherId).next()).rejects.toMatchObject({ status: 'ALREADY_EXISTS' });
    watch.leave();
  });

  it('lets operators alone rotate keys and list them', async () => {
    const denied = { status: 'PERMISSION_DENIED' };
    await expect(gateway.rotateSigningKey({})).rejects.toMatchObject(denied);
    await expect(api.listSigningKeys({})).rejects.toMatchObject(denied);
    await expect(
      cli.watchJwks({ watcherId: randomUUID() })[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject(denied);
  });
});
