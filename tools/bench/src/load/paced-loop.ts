import { setTimeout as wait } from 'node:timers/promises';
import type { Prepared } from '../operations/operation';
import { loadResult, type Load } from './load-result';

/**
 * Has every slot begin again a whole interval after its answer, as a device does that waits between its polls;
 * the beginnings are spread evenly. Slots do not wait for each other, so a server that is slow has as much
 * to do as before. What is noted of an operation begins when it was due, so that lateness of any kind counts,
 * that of the load generator included. A load that is made again goes on where it stopped.
 */
export function pacedLoop({ once }: Prepared, slots: number, intervalMilliseconds: number): Load {
  const due = Float64Array.from({ length: slots }, (_, slot) => (slot * intervalMilliseconds) / slots);
  let stopped = 0;

  return async (seconds) => {
    const started = performance.now();
    const end = started + seconds * 1000;
    const latencies: number[] = [];
    let failure: unknown;

    async function work(slot: number): Promise<void> {
      // A pause between two loads puts everybody off alike.
      let dueAt = (due[slot] ?? 0) + started - stopped;
      while (dueAt < end && failure === undefined) {
        await wait(dueAt - performance.now());
        try {
          await once(slot);
        } catch (error) {
          failure ??= error;
        }
        const answered = performance.now();
        latencies.push(answered - dueAt);
        dueAt = answered + intervalMilliseconds;
      }
      due[slot] = dueAt;
    }
    await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
    if (failure !== undefined) throw failure;
    stopped = end;
    return loadResult(latencies.length, started, latencies);
  };
}
