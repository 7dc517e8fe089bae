import { signAccessToken, verifyAccessToken } from '@latchkey/jwt';
import { policy, removal, useTestReplicas, wait } from '../testing/test-keys';
import { eventually } from '../testing/test-revocations';
import type { Keys } from './keys';

const replicas = useTestReplicas();
const states = async (keys: Keys) => (await keys.list()).map(({ state }) => state);

describe('a rotation', () => {
  it('happens on schedule, at every replica, and deletes the old key when its last token has ended', async () => {
    const [one, two] = [await replicas.start(), await replicas.start()];
    const first = one.ring.signing.kid;
    replicas.pass(policy.signingLifetimeSeconds - wait);
    await two.tick();
    expect(await states(one)).toEqual(['published', 'signing']);
    expect(two.ring.signing.kid).toBe(first);
    expect(two.ring.jwks.keys).toHaveLength(2);

    replicas.pass(wait);
    await one.tick();
    const second = one.ring.signing.kid;
    expect(second).not.toBe(first);
    expect(await states(one)).toEqual(['signing', 'retired']);
    // The other hears of it without having to ask.
    await eventually(() => two.ring.signing.kid === second);
    expect(two.ring.keySet.has(first)).toBe(true);

    replicas.pass(removal - 1);
    await two.tick();
    expect(two.ring.keySet.has(first)).toBe(true);
    replicas.pass(1);
    await two.tick();
    expect(two.ring.keySet.has(first)).toBe(false);
    expect(two.ring.secretFor(first)).toBeUndefined();
    const { rows } = await replicas.pool.query('SELECT kid FROM signing_keys');
    expect(rows).toEqual([{ kid: second }]);
  });

  it('leads to one new key, though every replica finds it due', async () => {
    const first = await replicas.start();
    const all = [first, ...(await Promise.all([replicas.start(), replicas.start(), replicas.start()]))];
    replicas.pass(policy.signingLifetimeSeconds);
    await Promise.all(all.map(({ tick }) => tick()));
    await Promise.all(all.map(({ tick }) => tick()));
    expect(await states(first)).toEqual(['published', 'signing']);
  });

  it('turns to another algorithm without a break', async () => {
    const before = await replicas.start();
    const first = before.ring.signing.kid;
    const after = await replicas.start({ policy: { ...policy, algorithm: 'EdDSA' } });
    await after.tick();
    expect(after.ring.signing.kid).toBe(first);
    expect(after.ring.jwks.keys.map(({ alg }) => alg)).toEqual(['EdDSA', 'ES256']);
    replicas.pass(wait);
    await after.tick();
    expect(after.ring.signing.algorithm).toBe('EdDSA');
    expect(after.ring.keySet.has(first)).toBe(true);
  });

  it('cannot leave two keys signing', async () => {
    const keys = await replicas.start();
    await keys.rotation.rotate({ compromised: false });
    await expect(replicas.pool.query('UPDATE signing_keys SET signing_at = now()')).rejects.toThrow(
      'signing_keys_in_office',
    );
  });

  it('is led by one replica at a time', async () => {
    const keys = await replicas.start();
    const leader = await replicas.pool.connect();
    await leader.query('BEGIN');
    await leader.query(`SELECT pg_advisory_xact_lock(hashtextextended('latchkey.issuer.keys', 0))`);
    replicas.pass(policy.signingLifetimeSeconds);
    await keys.tick();
    expect(await states(keys)).toEqual(['signing']);
    await leader.query('COMMIT');
    leader.release();
    await keys.tick();
    expect(await states(keys)).toEqual(['published', 'signing']);
  });

  it('is recorded once, by the replica that did it, and only when it is done', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => replicas.start()));
    const first = all[0]?.ring.signing.kid;
    replicas.pass(policy.signingLifetimeSeconds);
    await Promise.all(all.map((keys) => keys.tick()));
    const failing = replicas.start({ masterKeys: { current: Buffer.alloc(32, 9) } });
    await expect(failing).rejects.toThrow('LATCHKEY_MASTER_KEY');
    replicas.pass(wait);
    await Promise.all(all.map((keys) => keys.tick()));
    const second = all[0]?.ring.signing.kid;
    expect(second).not.toBe(first);
    expect(replicas.audited).toEqual([
      { type: 'signing_key.published', details: { kid: first, algorithm: 'ES256' } },
      { type: 'signing_key.rotated', details: { kid: first } },
      { type: 'signing_key.published', details: { kid: second, algorithm: 'ES256' } },
      { type: 'signing_key.rotated', details: { kid: second } },
    ]);
  });

  it('keeps a token valid from its first to its last second', async () => {
    const keys = await replicas.start();
    const issuedAt = replicas.now().getTime() / 1000;
    const claims = {
      ...{ iss: 'https://auth.example', sub: 'u', aud: 'r', jti: '1', client_id: 'c' },
      ...{ iat: issuedAt, exp: issuedAt + policy.tokenLifetimeSeconds },
    };
    const token = signAccessToken(claims, keys.ring.signing);
    await keys.rotation.rotate({ compromised: false });
    replicas.pass(wait);
    await keys.tick();
    replicas.pass(policy.tokenLifetimeSeconds - wait - 1);
    await keys.tick();
    const options = { keySet: keys.ring.keySet, issuer: claims.iss, clock: replicas.now };
    await expect(verifyAccessToken(token, options)).resolves.toEqual(claims);
  });

  it('remembers the longest lifetime of tokens that a key signed, when the setting is lowered with it', async () => {
    const first = (await replicas.start()).ring.signing.kid;
    const shorter = { ...policy, tokenLifetimeSeconds: 60, algorithm: 'EdDSA' as const };
    const lowered = await replicas.start({ policy: shorter });
    await lowered.tick();
    replicas.pass(wait);
    await lowered.tick();
    replicas.pass(removal - 1);
    await lowered.tick();
    expect(lowered.ring.keySet.has(first)).toBe(true);
    replicas.pass(1);
    await lowered.tick();
    expect(lowered.ring.keySet.has(first)).toBe(false);
  });
});

describe('a forced rotation', () => {
  it('publishes a key once, however often it is asked for, and then waits as usual', async () => {
    const [one, two] = [await replicas.start(), await replicas.start()];
    const first = one.ring.signing.kid;
    const asked = await Promise.all(
      [one, two, one].map(({ rotation }) => rotation.rotate({ compromised: false })),
    );
    expect(new Set(asked.map(({ kid }) => kid)).size).toBe(1);
    expect(asked[0]?.state).toBe('published');
    replicas.pass(wait - 1);
    await one.tick();
    expect(one.ring.signing.kid).toBe(first);
    replicas.pass(1);
    await one.tick();
    expect(one.ring.signing.kid).toBe(asked[0]?.kid);
  });

  it('of compromised keys signs with a new one and removes every other, at once and at every replica', async () => {
    const [one, two] = [await replicas.start(), await replicas.start()];
    await one.rotation.rotate({ compromised: false });
    replicas.pass(wait);
    await one.tick();
    const { kid: waiting } = await one.rotation.rotate({ compromised: false });
    await eventually(() => two.ring.keySet.size === 3);
    const compromised = [...two.ring.keySet.keys()];
    expect(compromised).toContain(waiting);

    const begun = performance.now();
    const fresh = await one.rotation.rotate({ compromised: true });
    await eventually(() => two.ring.signing.kid === fresh.kid);
    expect(performance.now() - begun).toBeLessThan(900);
    expect(fresh.state).toBe('signing');
    expect([...two.ring.keySet.keys()]).toEqual([fresh.kid]);
    expect(compromised).not.toContain(fresh.kid);
    for (const kid of compromised) expect(two.ring.secretFor(kid)).toBeUndefined();
    expect(await states(two)).toEqual(['signing']);
  });

  it('is refused when retired keys have piled up, unless they are compromised', async () => {
    const keys = await replicas.start();
    for (let n = 0; n < 31; n++) {
      await replicas.pool.query(
        `INSERT INTO signing_keys (kid, algorithm, sealed_private_key, created_at, signing_at, retired_at, master_key_id)
         SELECT $1, algorithm, sealed_private_key, created_at, created_at, $2, master_key_id
         FROM signing_keys WHERE state = 'signing'`,
        [`old-${n}`, replicas.now()],
      );
    }
    await expect(keys.rotation.rotate({ compromised: false })).rejects.toMatchObject({
      status: 'RESOURCE_EXHAUSTED',
    });
    expect((await keys.rotation.rotate({ compromised: true })).state).toBe('signing');
    expect(await states(keys)).toEqual(['signing']);
  });
});
