import { randomBytes } from 'node:crypto';
import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { createFailureCounter } from '../throttle/failure-counter';
import { hashLinkedPassword } from './hash-linked-password';

describe('a password behind a link', () => {
  let database: TestSchema;
  beforeEach(async () => {
    database = await startTestSchema();
  });
  afterEach(() => database.close());

  const hashing = (hash: () => Promise<string>) => {
    const dependencies = {
      passwords: { hash, verify: async () => false, isCurrent: () => true },
      failures: createFailureCounter(database.pool),
      clock: () => new Date('2030-01-01T00:00:00Z'),
    };
    return (tokenHash: Buffer) => hashLinkedPassword(dependencies, { tokenHash }, 'four words in a row');
  };
  const [link, another] = [randomBytes(32), randomBytes(32)];
  const refused = { code: 'temporarily_unavailable' };

  it('is hashed five times, however many come at once, and other links have turns of their own', async () => {
    const hash = hashing(async () => 'hash');
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => hash(link)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await expect(hash(link)).rejects.toMatchObject(refused);
    expect(await hash(another)).toBe('hash');
  });

  it('does not count when it was not hashed', async () => {
    const busy = hashing(() => Promise.reject(new Error('too many wait')));
    for (let n = 0; n < 6; n += 1) await expect(busy(link)).rejects.toThrow('too many wait');
    expect(await hashing(async () => 'hash')(link)).toBe('hash');
  });
});
