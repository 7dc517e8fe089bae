/** Keeps requests away from an upstream that fails them all. */
export interface CircuitBreaker {
  /**
   * Lets a request try, or says how long not to. After the pause one request at a time goes ahead as a probe;
   * whoever was let in has to report how it went.
   *
   * @returns 0, or the milliseconds that are left of the pause
   */
  admit(): number;
  /** The upstream answered. */
  succeeded(): void;
  /** It could not be reached, or did not answer in time. */
  failed(): void;
  /** The request ended before the upstream had its chance. */
  abandoned(): void;
}

/** How a circuit breaker judges. */
export interface CircuitBreakerOptions {
  clock: () => Date;
  /** Told when requests stop going through, and when they go through again. */
  onChange(open: boolean): void;
}

const failuresUntilOpen = 5;
const pauseMilliseconds = 5_000;

/** Creates a breaker that opens after five failures in a row, and tries again after five seconds. */
export function createCircuitBreaker({ clock, onChange }: CircuitBreakerOptions): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  let probing = false;

  return {
    admit() {
      if (failures < failuresUntilOpen) return 0;
      const left = openUntil - clock().getTime();
      if (left > 0) return left;
      if (probing) return pauseMilliseconds;
      probing = true;
      return 0;
    },
    succeeded() {
      if (failures >= failuresUntilOpen) onChange(false);
      failures = 0;
      probing = false;
    },
    failed() {
      failures += 1;
      probing = false;
      if (failures < failuresUntilOpen) return;
      openUntil = clock().getTime() + pauseMilliseconds;
      if (failures === failuresUntilOpen) onChange(true);
    },
    abandoned() {
      probing = false;
    },
  };
}
