import fc from 'fast-check';
import { mostKeys, nextStep, waitSeconds, type KeyPolicy } from './key-lifecycle';
import type { SigningKeyRecord } from './key-repository';

const policy: KeyPolicy = {
  algorithm: 'ES256',
  signingLifetimeSeconds: 86_400,
  jwksMaxAgeSeconds: 300,
  tokenLifetimeSeconds: 3_600,
};
const start = Date.parse('2030-01-01T00:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);

/** A key with the times, in seconds, at which it went on in its life. */
function key(
  kid: string,
  published: number,
  signing?: number,
  retired?: number,
  changes: Partial<SigningKeyRecord> = {},
): SigningKeyRecord {
  return {
    kid,
    algorithm: 'ES256',
    state: retired !== undefined ? 'retired' : signing !== undefined ? 'signing' : 'published',
    publishedAt: at(published),
    signingAt: signing === undefined ? null : at(signing),
    retiredAt: retired === undefined ? null : at(retired),
    revision: 1n,
    tokenLifetimeSeconds: policy.tokenLifetimeSeconds,
    sealedPrivateKey: Buffer.alloc(0),
    masterKeyId: null,
    ...changes,
  };
}

const step = (keys: SigningKeyRecord[], seconds: number, changes: Partial<KeyPolicy> = {}) => {
  const next = nextStep(keys, at(seconds), { ...policy, ...changes });
  return next && ('key' in next ? `${next.action} ${next.key.kid}` : next.action);
};

describe('the life of keys', () => {
  it('begins with a key that signs at once', () => {
    expect(step([], 0)).toBe('publish');
    expect(step([key('a', 0)], 0)).toBe('promote a');
    expect(step([key('a', 0, 0)], 0)).toBeUndefined();
  });

  it('goes on with the next key early enough for it to sign when the lifetime of the first ends', () => {
    const due = policy.signingLifetimeSeconds - waitSeconds(policy);
    expect(step([key('a', 0, 0)], due - 1)).toBeUndefined();
    expect(step([key('a', 0, 0)], due)).toBe('publish');
    const both = [key('b', due), key('a', 0, 0)];
    expect(step(both, policy.signingLifetimeSeconds - 1)).toBeUndefined();
    expect(step(both, policy.signingLifetimeSeconds)).toBe('promote b');
  });

  it('keeps a retired key until the longest token has ended that it may have signed', () => {
    const keys = (tokenLifetimeSeconds: number) => [
      key('b', 0, 100),
      key('a', -900, -900, 100, { tokenLifetimeSeconds }),
    ];
    expect(step(keys(3_600), 100 + 3_600)).toBeUndefined();
    expect(step(keys(3_600), 100 + 3_600 + 60)).toBe('remove a');
    // The setting was lowered since: what was signed under the former one counts.
    expect(step(keys(7_200), 100 + 3_600 + 60)).toBeUndefined();
    expect(step(keys(7_200), 100 + 7_200 + 60)).toBe('remove a');
  });

  it('treats another algorithm as a rotation', () => {
    const changed = { algorithm: 'EdDSA' as const };
    expect(step([key('a', 0, 0)], 10, changed)).toBe('publish');
    const both = [key('b', 10, undefined, undefined, changed), key('a', 0, 0)];
    expect(step(both, 10 + waitSeconds(policy) - 1, changed)).toBeUndefined();
    expect(step(both, 10 + waitSeconds(policy), changed)).toBe('promote b');
  });

  it('never has more keys than verifiers can be expected to take', () => {
    const retired = Array.from({ length: mostKeys - 1 }, (_, n) => key(`r${n}`, 0, 0, 86_400));
    expect(step([key('a', 0, 0), ...retired], 86_400)).toBeUndefined();
    expect(step([key('a', 0, 0), ...retired.slice(1)], 86_400)).toBe('publish');
  });
});

describe('the age that is announced', () => {
  /**
   * A foreign verifier asks for the keys when its copy has expired, and never otherwise. What it gets may be
   * as old as a replica or gateway may be behind.
   */
  it('never lets a foreign copy lack the key that signs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_800 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 9 })), {
          minLength: 1,
        }),
        fc.integer({ min: 0, max: 30 }),
        (jwksMaxAgeSeconds, fetches, lateness) => {
          const waiting = [key('b', 1_000), key('a', 0, 0)];
          const rules = { ...policy, jwksMaxAgeSeconds, signingLifetimeSeconds: 1e9 };
          let signs = 1_000;
          while (!nextStep(waiting, at(signs), rules)) signs += 1;
          signs += lateness;

          let copy = { expires: -Infinity, hasKey: false };
          for (const [now, behind] of fetches.toSorted(([a], [b]) => a - b)) {
            if (now >= signs) break;
            if (now >= copy.expires)
              copy = { expires: now + jwksMaxAgeSeconds, hasKey: now - behind >= 1_000 };
          }
          expect(copy.hasKey || copy.expires <= signs).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
