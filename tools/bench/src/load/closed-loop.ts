import type { Prepared } from '../operations/operation';

/** What a load saw. */
export interface LoadResult {
  operations: number;
  seconds: number;
  /** Milliseconds, ascending; of at most 20,000 operations. */
  latencies: number[];
}

const mostLatencies = 20_000;

/**
 * Keeps every slot busy for a time: each begins anew as soon as it is answered. The first failure ends it.
 *
 * @throws Error of the first operation that was not answered as expected
 */
export async function closedLoop(prepared: Prepared, slots: number, seconds: number): Promise<LoadResult> {
  const { once, size = 1 } = prepared;
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  let failure: unknown;
  let operations = 0;

  async function work(slot: number): Promise<void> {
    while (performance.now() < end && failure === undefined) {
      const begun = performance.now();
      try {
        const noted = await once(slot);
        latencies.push(noted ?? performance.now() - begun);
        operations += size;
      } catch (error) {
        failure ??= error;
      }
    }
  }
  await Promise.all(Array.from({ length: prepared.concurrency ?? slots }, (_, slot) => work(slot)));
  if (failure !== undefined) throw failure;
  const elapsed = (performance.now() - started) / 1000;
  return { operations, seconds: elapsed, latencies: sample(latencies).sort((a, b) => a - b) };
}

/** Enough to tell a percentile, evenly from the whole time. */
function sample(values: number[]): number[] {
  const step = Math.ceil(values.length / mostLatencies);
  return step <= 1 ? values : values.filter((_, n) => n % step === 0);
}
