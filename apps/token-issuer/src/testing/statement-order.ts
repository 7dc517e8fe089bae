import { setImmediate } from 'node:timers/promises';

/**
 * Lets asynchronous functions run one at a time, each to its end, in an order that the test chooses: numbers
 * pick from those that wait. Every interleaving of whole statements is one choice of numbers.
 */
export function createStatementOrder(choices: number[]) {
  const waiting: (() => Promise<void>)[] = [];
  let chosen = 0;

  return {
    /** Makes a function wait for its turn. */
    inTurn:
      <Arguments extends unknown[], Result>(run: (...args: Arguments) => Promise<Result>) =>
      (...args: Arguments) =>
        new Promise<Result>((resolve, reject) => {
          waiting.push(() => run(...args).then(resolve, reject));
        }),

    /** Gives turns until the work is done; whatever it throws is thrown. */
    async finish(work: Promise<unknown>): Promise<void> {
      let isDone = false;
      const done = work.finally(() => (isDone = true));
      done.catch(() => undefined);
      while (!isDone) {
        await waiting.splice((choices[chosen++ % choices.length] ?? 0) % (waiting.length || 1), 1)[0]?.();
        await setImmediate();
      }
      await done;
    },
  };
}
