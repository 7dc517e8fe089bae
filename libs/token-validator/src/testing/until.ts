import { setTimeout as wait } from 'node:timers/promises';

const longestWaitMilliseconds = 4_500;

/** Waits until something has happened that a stream brings in its own time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + longestWaitMilliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`has not happened: ${condition}`);
    await wait(5);
  }
}
