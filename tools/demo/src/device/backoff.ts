import type { NoAnswer } from './request';

const longestSeconds = 60;

/** How long to wait before a request that got no answer is sent again. */
export interface Backoff {
  /** Seconds to wait after one more failure; each is twice the one before, up to a minute. */
  next(failure: NoAnswer): number;
  /** An answer came. */
  reset(): void;
}

/** Creates a backoff; the first wait is twice `seconds` (RFC 8628 §3.5). */
export function createBackoff(seconds: number): Backoff {
  let wait = seconds;
  return {
    next({ retryAfterSeconds }) {
      wait = Math.min(wait * 2, Math.max(longestSeconds, seconds));
      return Math.max(wait, retryAfterSeconds);
    },
    reset() {
      wait = seconds;
    },
  };
}
