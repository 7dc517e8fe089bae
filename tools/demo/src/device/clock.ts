import { setTimeout as delay } from 'node:timers/promises';

/** Time as a device has it; tests have their own. */
export interface Clock {
  /** Milliseconds, counted from anywhere. */
  now(): number;
  /** Waits; rejects when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** The time of this machine, which no change of its clock moves. */
export const machineClock: Clock = {
  now: () => performance.now(),
  sleep: (seconds, signal) => delay(seconds * 1000, undefined, signal && { signal }),
};
