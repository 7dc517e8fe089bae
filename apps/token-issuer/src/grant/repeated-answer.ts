import type { GrantRecord } from './grant-record';
import { sameHash } from './opaque-token';
import { openAnswer, type TokenAnswer } from './sealed-answer';

/**
 * The answer that a token or device code got when it was redeemed, if it was the last one and the window
 * has not passed: a repeated request costs nothing.
 */
export function repeatedAnswer(
  grant: GrantRecord,
  presented: { value: string; hash: Buffer },
  now: Date,
  windowSeconds: number,
): TokenAnswer | undefined {
  const { previous } = grant;
  if (!previous || !sameHash(previous.hash, presented.hash)) return undefined;
  if (now.getTime() >= previous.rotatedAt.getTime() + windowSeconds * 1000) return undefined;
  return openAnswer(previous.sealedAnswer, presented.value);
}
