import type { QuotaClaim, QuotaOutcome, QuotaService } from '@latchkey/contracts';
import { RpcError, coalesce, type RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';

/** How a limit stands after a use. */
export interface QuotaState {
  /** Whether the use is allowed. */
  granted: boolean;
  /** Uses that are left in the window, as far as is known here. */
  remaining: number;
  /** Until the window ends. */
  resetMilliseconds: number;
}

/** Counts uses against limits that all gateways share. */
export interface QuotaLeases {
  /** Makes one use of what the key names, with a limit of so many in a minute. Waits only when it needs a lease. */
  use(key: string, limit: number): QuotaState | Promise<QuotaState>;
}

/** What leases are made from. */
export interface QuotaLeasesOptions {
  quotaService: Pick<RpcClient<typeof QuotaService>, 'consumeQuotas'>;
  clock: () => Date;
  logger: Pick<Logger, 'warn'>;
}

const windowSeconds = 60;
/** A twentieth of a limit at once: nineteen of twenty requests cost no call, and little is lost with a process. */
const leasesInWindow = 20;
const deadlineMilliseconds = 250;
const askAgainMilliseconds = 1_000;
const mostClaims = 5;
const maximumKeys = 20_000;
const maximumBatchSize = 100;

interface Quota {
  limit: number;
  /** When what is known of the window is void. */
  windowEndsAt: number;
  /** Uses that may be made without asking. */
  leased: number;
  /** Uses that nobody had claimed when the directory was asked last. */
  unclaimed: number;
  /** Uses made here in this window. */
  used: number;
  /** Requests that wait for a lease. */
  waiting: number;
  lease: Promise<void> | undefined;
}

/**
 * Creates leases on the limits that the directory keeps: uses are claimed there in chunks and counted off here.
 * While the directory is away each process counts on its own, up to the same limit: a client may then make as
 * many times its limit as there are gateways, and none is refused for want of an answer.
 */
export function createQuotaLeases({ quotaService, clock, logger }: QuotaLeasesOptions): QuotaLeases {
  // A Map keeps the order of insertion, and a window is inserted when it begins: the first is the oldest.
  const quotas = new Map<string, Quota>();
  let askAgainAt = -Infinity;
  const now = () => clock().getTime();

  const claim = coalesce<Omit<QuotaClaim, '$typeName'>, QuotaOutcome>({
    maximum: maximumBatchSize,
    send: async (claims) => {
      const { outcomes } = await quotaService.consumeQuotas(
        { claims: [...claims] },
        { deadlineMilliseconds },
      );
      return outcomes;
    },
  });

  function quotaOf(key: string, limit: number): Quota {
    const known = quotas.get(key);
    if (known?.limit === limit && known.windowEndsAt > now()) return known;
    const windowEndsAt = now() + windowSeconds * 1000;
    const fresh = { limit, windowEndsAt, leased: 0, unclaimed: limit, used: 0, waiting: 0, lease: undefined };
    quotas.delete(key);
    quotas.set(key, fresh);
    const [oldest = key] = quotas.size > maximumKeys ? quotas.keys() : [];
    if (oldest !== key) quotas.delete(oldest);
    return fresh;
  }

  /** Has the directory grant the next uses; while it is away, grants what is left of the limit. Never rejects. */
  async function extend(key: string, quota: Quota): Promise<void> {
    const amount = Math.min(
      quota.limit,
      Math.max(Math.floor(quota.limit / leasesInWindow), quota.waiting, 1),
    );
    try {
      if (now() < askAgainAt) throw new RpcError('UNAVAILABLE', 'the directory did not answer just now');
      const outcome = await claim({ key, limit: quota.limit, amount, windowSeconds });
      quota.leased += outcome.granted;
      quota.unclaimed = outcome.remaining;
      quota.windowEndsAt = now() + outcome.resetMilliseconds;
    } catch (error) {
      if (now() >= askAgainAt) {
        askAgainAt = now() + askAgainMilliseconds;
        logger.warn({ error }, 'limits are counted by this process alone');
      }
      quota.leased = Math.max(quota.limit - quota.used, 0);
      quota.unclaimed = 0;
    }
  }

  function state(quota: Quota, granted: boolean): QuotaState {
    if (granted) {
      quota.leased -= 1;
      quota.used += 1;
    }
    const resetMilliseconds = Math.max(quota.windowEndsAt - now(), 0);
    return { granted, remaining: quota.leased + quota.unclaimed, resetMilliseconds };
  }

  async function useLater(key: string, quota: Quota): Promise<QuotaState> {
    quota.waiting += 1;
    try {
      // Others who wait may be quicker to use a lease up.
      for (let claims = 0; claims < mostClaims && quota.leased === 0 && quota.unclaimed > 0; claims += 1) {
        quota.lease ??= extend(key, quota).finally(() => {
          quota.lease = undefined;
        });
        await quota.lease;
      }
      return state(quota, quota.leased > 0);
    } finally {
      quota.waiting -= 1;
    }
  }

  return {
    use(key, limit) {
      const quota = quotaOf(key, limit);
      if (quota.leased > 0) return state(quota, true);
      return quota.unclaimed > 0 ? useLater(key, quota) : state(quota, false);
    },
  };
}
