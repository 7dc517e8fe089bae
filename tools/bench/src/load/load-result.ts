/** What a load saw. */
export interface LoadResult {
  operations: number;
  seconds: number;
  /** Milliseconds, ascending; of at most 20,000 operations. */
  latencies: number[];
}

/** Makes load for so many seconds. @throws Error of the first operation that was not answered as expected */
export type Load = (seconds: number) => Promise<LoadResult>;

const mostLatencies = 20_000;

/** Brings together what a load noted since it began, at `started` of performance.now(). */
export function loadResult(operations: number, started: number, latencies: number[]): LoadResult {
  const seconds = (performance.now() - started) / 1000;
  return { operations, seconds, latencies: sample(latencies).sort((a, b) => a - b) };
}

/** Enough to tell a percentile, evenly from the whole time. */
function sample(values: number[]): number[] {
  const step = Math.ceil(values.length / mostLatencies);
  return step <= 1 ? values : values.filter((_, n) => n % step === 0);
}
