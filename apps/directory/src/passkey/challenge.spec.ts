import { randomBytes } from 'node:crypto';
import { createPostgresEphemeralStore, type EphemeralStore } from '@latchkey/storage';
import fc from 'fast-check';
import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { challengeSeconds, createChallenges, type ChallengePurpose } from './challenge';

const key = randomBytes(32);
const signIn: ChallengePurpose = { ceremony: 'sign_in', subject: '' };
const ofAda: ChallengePurpose = { ceremony: 'second_factor', subject: 'ada' };

describe('challenges', () => {
  let schema: TestSchema;
  let store: EphemeralStore;
  let time: Date;
  const make = (change: { key?: Buffer } = {}) =>
    createChallenges({ key, store, clock: () => time, ...change });

  beforeAll(async () => {
    schema = await startTestSchema();
    store = createPostgresEphemeralStore(schema.pool, { onError: () => {} });
  });

  beforeEach(() => {
    time = new Date('2030-01-01T00:00:00Z');
  });

  afterAll(async () => {
    await store.close();
    await schema.close();
  });

  it('differ', () => {
    const challenges = make();
    expect(new Set(Array.from({ length: 100 }, () => challenges.create(signIn))).size).toBe(100);
  });

  it('are good for what they were made for, at every replica', () => {
    for (const purpose of [signIn, ofAda]) {
      expect(make().isGood(make().create(purpose), purpose)).toBe(true);
    }
  });

  it.each<[string, ChallengePurpose]>([
    ['another ceremony', { ...ofAda, ceremony: 'registration' }],
    ['another user', { ...ofAda, subject: 'bob' }],
    ['sign-in', signIn],
  ])('are not good for %s', (_, other) => {
    expect(make().isGood(make().create(ofAda), other)).toBe(false);
    expect(make().isGood(make().create(other), ofAda)).toBe(false);
  });

  it('are not good when another key made them', () => {
    expect(make().isGood(make({ key: randomBytes(32) }).create(signIn), signIn)).toBe(false);
  });

  it('are not good with any bit changed', () => {
    const challenge = Buffer.from(make().create(signIn), 'base64url');
    fc.assert(
      fc.property(
        fc.nat({ max: challenge.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (index, change) => {
          const changed = Buffer.from(challenge);
          changed.writeUInt8(changed.readUInt8(index) ^ change, index);
          return !make().isGood(changed.toString('base64url'), signIn);
        },
      ),
    );
  });

  it('are not good when they are arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !make().isGood(text, signIn)));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 54, maxLength: 54 }), (bytes) => {
        return !make().isGood(Buffer.from(bytes).toString('base64url'), signIn);
      }),
    );
  });

  it('end after ten minutes, used or not', async () => {
    const challenges = make();
    const challenge = challenges.create(signIn);
    time = new Date(time.getTime() + challengeSeconds * 1000 - 1);
    expect(challenges.isGood(challenge, signIn)).toBe(true);
    time = new Date(time.getTime() + 1);
    expect(challenges.isGood(challenge, signIn)).toBe(false);
    expect(await challenges.useUp(challenge)).toBe(false);
  });

  it('are used up by one of many, at whichever replica', async () => {
    const challenge = make().create(signIn);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => make().useUp(challenge)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('are remembered longer than they are good', async () => {
    const challenges = make();
    const challenge = challenges.create(signIn);
    time = new Date(time.getTime() + challengeSeconds * 1000 - 1);
    await challenges.useUp(challenge);
    const { rows } = await schema.pool.query(
      `SELECT expires_at > now() + interval '5 seconds' AS remembered FROM ephemeral_entries
       ORDER BY expires_at LIMIT 1`,
    );
    expect(rows).toEqual([{ remembered: true }]);
  });
});
