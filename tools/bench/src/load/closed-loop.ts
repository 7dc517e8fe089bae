import type { Prepared } from '../operations/operation';
import { loadResult, type LoadResult } from './load-result';

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
  await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
  if (failure !== undefined) throw failure;
  return loadResult(operations, started, latencies);
}
