import { QuotaService, type QuotaClaim as ClaimMessage } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import { consumeQuota, type QuotaClaim, type QuotaDependencies } from './consume-quota';

const mostInBatch = 100;
const longestKey = 512;
const mostUses = 1_000_000;
const longestWindowSeconds = 24 * 60 * 60;
const defaultWindowSeconds = 60;

/** Serves the counting of uses against limits. */
export function quotaService(dependencies: QuotaDependencies): RpcService {
  return rpcService(QuotaService, {
    async consumeQuotas({ claims }) {
      if (claims.length > mostInBatch) {
        throw new RpcError(
          'INVALID_ARGUMENT',
          `a batch has at most ${mostInBatch} claims, not ${claims.length}`,
        );
      }
      const parsed = claims.map(parseClaim);
      try {
        return { outcomes: await Promise.all(parsed.map((claim) => consumeQuota(dependencies, claim))) };
      } catch (cause) {
        throw new RpcError('UNAVAILABLE', 'uses cannot be counted now', { cause });
      }
    },
  });
}

/** A malformed claim is the caller's defect; counting the others of the batch would hide it. */
function parseClaim({ key, limit, amount, windowSeconds }: ClaimMessage, index: number): QuotaClaim {
  const require = (holds: boolean, rule: string) => {
    if (!holds) throw new RpcError('INVALID_ARGUMENT', `claim ${index}: ${rule}`);
  };
  require(key.length >= 1 && key.length <= longestKey, `key must have 1 to ${longestKey} characters`);
  require(limit >= 1 && limit <= mostUses, `limit must be 1 to ${mostUses}`);
  require(amount >= 1, 'amount must be at least 1');
  require(windowSeconds >= 0 &&
    windowSeconds <= longestWindowSeconds, `window_seconds must be 0 to ${longestWindowSeconds}`);
  return { key, limit, amount, windowSeconds: windowSeconds || defaultWindowSeconds };
}
