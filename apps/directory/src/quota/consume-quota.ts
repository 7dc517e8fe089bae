import { createHash } from 'node:crypto';
import type { QuotaCounter } from './quota-counter';
import type { UsedUpWindows } from './used-up';

/** Uses that somebody wants to make. */
export interface QuotaClaim {
  key: string;
  /** Uses allowed in a window. */
  limit: number;
  /** Uses claimed. */
  amount: number;
  windowSeconds: number;
}

/** What became of a claim. */
export interface QuotaOutcome {
  /** From nothing to the whole amount. */
  granted: number;
  /** Uses left in the window. */
  remaining: number;
  /** Until the window ends. */
  resetMilliseconds: number;
}

/** What consuming a quota needs. */
export interface QuotaDependencies {
  counter: Pick<QuotaCounter, 'add'>;
  usedUp: UsedUpWindows;
  clock: () => Date;
}

/**
 * Takes a claim. All claims of a window together are granted its limit and never more, however many come at
 * once: each sees another sum of the uses claimed, and has what lies below the limit.
 *
 * @throws Error when the uses cannot be counted
 */
export async function consumeQuota(
  { counter, usedUp, clock }: QuotaDependencies,
  { key, limit, amount, windowSeconds }: QuotaClaim,
): Promise<QuotaOutcome> {
  const window = windowKey(key, windowSeconds);
  const known = usedUp.find(window, limit, clock());
  if (known !== undefined) return { granted: 0, remaining: 0, resetMilliseconds: known };

  // More than the limit is never granted; counting it would only make large numbers.
  const uses = Math.min(amount, limit);
  const { used, resetMilliseconds } = await counter.add(window, uses, windowSeconds);
  if (used >= limit) usedUp.add(window, limit, new Date(clock().getTime() + resetMilliseconds));
  const before = used - uses;
  return {
    granted: Math.min(Math.max(limit - before, 0), uses),
    remaining: Math.max(limit - used, 0),
    resetMilliseconds,
  };
}

/** Keys name people, addresses and applications: the store holds a hash, which also has one length. */
function windowKey(key: string, windowSeconds: number): string {
  return createHash('sha256').update(`${windowSeconds}:${key}`).digest('base64url');
}
