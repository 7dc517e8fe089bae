import { setTimeout as delay } from 'node:timers/promises';

const patienceMilliseconds = 10_000;

/**
 * Waits until a condition holds, for what happens beside the test.
 *
 * @throws Error when it does not hold within 10 s
 */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMilliseconds;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`This never came true: ${condition}`);
    await delay(2);
  }
}
