import { create } from '@bufbuild/protobuf';
import { KeyService, WatchJwksResponseSchema, type WatchJwksResponse } from '@latchkey/contracts';
import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import { RpcError } from '@latchkey/rpc';
import { createPushedJwksSource, type PushedJwksSource } from './pushed-jwks-source';
import { startTestIssuer, type TestIssuer } from './testing/test-issuer';
import { unimplemented } from './testing/unimplemented';
import { until } from './testing/until';

const quiet = { info: () => undefined, warn: () => undefined };

describe('createPushedJwksSource', () => {
  let issuer: TestIssuer;
  let next: SigningKey;
  let jwks: PushedJwksSource;
  const watchKeys = (silenceMilliseconds?: number) => {
    const keyService = issuer.connection.service(KeyService);
    jwks = createPushedJwksSource({ keyService, clock: issuer.clock, logger: quiet, silenceMilliseconds });
  };

  beforeAll(async () => {
    next = await generateSigningKey();
  });
  beforeEach(async () => {
    issuer = await startTestIssuer();
  });
  afterEach(async () => {
    jwks.close();
    await issuer.close();
  });

  it('has the keys without asking for them', async () => {
    watchKeys();
    await until(() => jwks.isCurrent());
    expect(jwks.latest()?.keySet.has(issuer.key.kid)).toBe(true);
    await expect(jwks.current()).resolves.toMatchObject({ maxAgeSeconds: 60, jwksJson: expect.any(String) });
    expect(issuer.keyCalls).toBe(0);
  });

  it('asks for them while they have not been pushed yet', async () => {
    issuer.silent = true;
    watchKeys();
    const answers = await Promise.all([jwks.current(), jwks.current()]);
    expect(answers[0]?.keySet.has(issuer.key.kid)).toBe(true);
    expect(issuer.keyCalls).toBe(1);
    expect(jwks.latest()).toBeUndefined();
    expect(jwks.isCurrent()).toBe(false);
  });

  it('follows a rotation, and confirms each revision when it verifies with it', async () => {
    watchKeys();
    await until(() => issuer.confirmations.length === 1);
    const { keySet } = await jwks.current();
    issuer.publish(issuer.key, next);
    await until(() => jwks.latest()?.keySet.has(next.kid) === true);
    expect(jwks.latest()?.keySet).not.toBe(keySet);
    await until(() => issuer.confirmations.length === 2);
    expect(issuer.confirmations.map(({ revision }) => revision)).toEqual([1n, 2n]);
    expect(new Set(issuer.confirmations.map(({ watcherId }) => watcherId)).size).toBe(1);
    expect(issuer.confirmations[0]?.watcherId).toMatch(/^[0-9a-f-]{36}$/);
    issuer.publish(next);
    await until(() => jwks.latest()?.keySet.has(issuer.key.kid) === false);
    expect(issuer.keyCalls).toBe(0);
  });

  it('counts a heartbeat as a fresh copy', async () => {
    watchKeys();
    await until(() => jwks.isCurrent());
    issuer.time.now += 600_000;
    await until(() => jwks.latest()?.fetchTime.getTime() === issuer.time.now);
    expect(issuer.keyCalls).toBe(0);
  });

  it('says so when the stream falls silent, and serves on with the keys that it has', async () => {
    watchKeys(200);
    await until(() => jwks.isCurrent());
    issuer.silent = true;
    await until(() => !jwks.isCurrent());
    expect(jwks.latest()).toBeUndefined();
    await expect(jwks.current()).resolves.toMatchObject({ maxAgeSeconds: 60 });
    issuer.silent = false;
    await until(() => jwks.isCurrent());
  });

  it('asks for a key that has not been pushed yet', async () => {
    watchKeys();
    await until(() => jwks.isCurrent());
    await expect(jwks.refreshed()).resolves.toMatchObject({ maxAgeSeconds: 60 });
    expect(issuer.keyCalls).toBe(1);
    await jwks.refreshed();
    expect(issuer.keyCalls).toBe(1);
  });
});

describe('createPushedJwksSource, told by a stream', () => {
  const sources: PushedJwksSource[] = [];
  afterEach(() => sources.splice(0).forEach((source) => source.close()));

  /** Sends the messages on each stream that is opened; confirming fails as often as told. */
  function source(streams: { revision: bigint; jwksJson?: string }[][], failures = 0) {
    const confirmed: bigint[] = [];
    const watched = createPushedJwksSource({
      keyService: {
        getJwks: unimplemented,
        async confirmJwks({ revision = 0n }) {
          confirmed.push(revision);
          if (confirmed.length <= failures) throw new RpcError('UNAVAILABLE', 'not now');
          return { $typeName: 'latchkey.issuer.v1.ConfirmJwksResponse' as const };
        },
        async *watchJwks(_, { signal } = {}): AsyncGenerator<WatchJwksResponse> {
          for (const { revision, jwksJson } of streams.shift() ?? []) {
            const jwks = jwksJson === undefined ? undefined : { jwksJson, maxAgeSeconds: 60 };
            yield create(WatchJwksResponseSchema, { revision, jwks });
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
        },
      },
      clock: () => new Date(),
      logger: quiet,
    });
    sources.push(watched);
    return { watched, confirmed };
  }
  const setOf = (...keys: SigningKey[]) => JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });
  let one: SigningKey;
  let two: SigningKey;
  beforeAll(async () => {
    [one, two] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  });

  it('confirms again when that failed, with the next heartbeat', async () => {
    const messages = [{ revision: 4n, jwksJson: setOf(one) }, ...Array(5).fill({ revision: 4n })];
    const { confirmed } = source([messages], 2);
    await until(() => confirmed.length === 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(confirmed).toEqual([4n, 4n, 4n]);
  });

  it('opens the stream anew when it missed a revision', async () => {
    const { watched } = source([
      [{ revision: 1n, jwksJson: setOf(one) }, { revision: 2n }],
      [{ revision: 2n, jwksJson: setOf(two) }],
    ]);
    await until(() => watched.latest()?.keySet.has(two.kid) === true);
  });

  it('does not go back to keys of an earlier revision', async () => {
    const { watched } = source([
      [
        { revision: 2n, jwksJson: setOf(two) },
        { revision: 1n, jwksJson: setOf(one) },
      ],
      [{ revision: 2n, jwksJson: setOf(two) }],
    ]);
    await until(() => watched.isCurrent());
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(watched.latest()?.keySet.has(one.kid)).toBe(false);
  });

  it('keeps the keys that it has when what is pushed is no key set', async () => {
    const { watched, confirmed } = source([
      [
        { revision: 1n, jwksJson: setOf(one) },
        { revision: 2n, jwksJson: '{"keys":[{"kty":"EC","d":"x"}]}' },
      ],
    ]);
    await until(() => watched.isCurrent());
    await until(() => !watched.isCurrent());
    await expect(watched.current()).resolves.toMatchObject({ jwksJson: setOf(one) });
    expect(confirmed).toEqual([1n]);
  });
});
