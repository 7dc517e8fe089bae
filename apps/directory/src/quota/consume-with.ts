import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { QuotaCounter } from './quota-counter';

/**
 * Adds by means of a limiter of the library. The library grants a claim whole or not at all, so it is given a
 * limit that nothing reaches, and its sum decides.
 */
export function consumeWith(limiter: Pick<RateLimiterAbstract, 'consume'>): QuotaCounter['add'] {
  return async (key, uses, windowSeconds) => {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key, uses, {
      customDuration: windowSeconds,
    });
    return { used: consumedPoints, resetMilliseconds: Math.max(msBeforeNext, 0) };
  };
}
