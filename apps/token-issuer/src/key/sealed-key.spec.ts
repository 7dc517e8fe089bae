import { masterKey, policy, useTestReplicas } from '../testing/test-keys';
import type { Keys } from './keys';
import { masterKeyId } from './sealed-key';

const replicas = useTestReplicas();
const newMasterKey = Buffer.alloc(32, 2);
const states = async (keys: Keys) => (await keys.list()).map(({ state }) => state);

describe('the master key', () => {
  const both = { current: newMasterKey, previous: masterKey };

  it('can be changed: keys are sealed anew at start, and then the previous one is of no more use', async () => {
    const before = await replicas.start();
    await before.rotation.rotate({ compromised: false });
    const during = await replicas.start({ masterKeys: both });
    expect(during.ring.signing.kid).toBe(before.ring.signing.kid);
    const { rows } = await replicas.pool.query('SELECT DISTINCT master_key_id FROM signing_keys');
    expect(rows).toEqual([{ master_key_id: masterKeyId(newMasterKey) }]);
    const after = await replicas.start({ masterKeys: { current: newMasterKey } });
    expect(after.ring.signing.kid).toBe(before.ring.signing.kid);
    await expect(replicas.start()).rejects.toMatchObject({ name: 'StartupError' });
  });

  it('does not stop replicas that still have the previous one', async () => {
    const before = await replicas.start();
    await replicas.start({ masterKeys: both });
    await before.tick();
    expect(before.ring.signing.kid).toBe(before.ring.jwks.keys[0]?.kid);
  });

  it('seals no new key once it has been changed elsewhere', async () => {
    const before = await replicas.start();
    await replicas.start({ masterKeys: both });
    replicas.pass(policy.signingLifetimeSeconds);
    await before.tick();
    expect(await states(before)).toEqual(['signing']);
    await expect(before.rotation.rotate({ compromised: false })).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
  });

  it.each([
    ['alone', { current: newMasterKey }],
    ['and the previous one', { current: newMasterKey, previous: Buffer.alloc(32, 3) }],
  ])('%s is named when it does not open what is stored, which stays as it is', async (_, masterKeys) => {
    await replicas.start();
    await expect(replicas.start({ masterKeys })).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/LATCHKEY_MASTER_KEY .* LATCHKEY_PREVIOUS_MASTER_KEY/),
    });
    await expect(replicas.start()).resolves.toBeDefined();
  });

  it('opens no key that was put into the row of another', async () => {
    const keys = await replicas.start();
    await replicas.pool.query(`UPDATE signing_keys SET kid = 'other'`);
    await expect(replicas.start()).rejects.toMatchObject({ name: 'StartupError' });
    expect(keys.ring.secretFor('other')).toBeUndefined();
  });
});
