import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { createFailureCounter } from './failure-counter';
import { createSecondFactorThrottle } from './second-factor-throttle';

const hour = 60 * 60;

describe('wrong one-time passwords', () => {
  let schema: TestSchema;
  let time: Date;

  beforeEach(async () => {
    schema = await startTestSchema();
    time = new Date('2030-01-01T00:00:00Z');
  });

  afterEach(() => schema.close());

  const advance = (seconds: number) => (time = new Date(time.getTime() + seconds * 1000));
  const throttle = () =>
    createSecondFactorThrottle({ failures: createFailureCounter(schema.pool), clock: () => time });
  const admitted = async (guesses: number, subject = 'ada') => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: guesses }, () => throttle().admit(subject)),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
      }
    }
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  };

  it('are let happen 20 times an hour and 50 times a day, however many come at once, at any replica', async () => {
    expect(await admitted(30)).toBe(20);
    advance(hour);
    expect(await admitted(30)).toBe(20);
    advance(hour);
    expect(await admitted(30)).toBe(10);
    advance(21 * hour);
    expect(await admitted(1)).toBe(0);
    advance(hour);
    expect(await admitted(30)).toBe(20);
  });

  it('concern no other user', async () => {
    await admitted(20);
    expect(await admitted(1)).toBe(0);
    expect(await admitted(1, 'eve')).toBe(1);
  });

  it('that were right after all do not count', async () => {
    for (let n = 0; n < 60; n += 1) await (await throttle().admit('ada')).takeBack();
    expect(await admitted(30)).toBe(20);
  });
});
