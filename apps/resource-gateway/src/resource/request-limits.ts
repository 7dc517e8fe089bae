import { createHash } from 'node:crypto';
import type { ValidatedToken } from '@latchkey/token-validator';
import { HttpError } from '../errors/http-error';
import type { QuotaLeases, QuotaState } from './quota-leases';
import type { ServedResource } from './served-resource';

/** Headers that tell a client how its limits stand (draft-ietf-httpapi-ratelimit-headers-10). */
export type LimitHeaders = Record<'ratelimit' | 'ratelimit-policy', string>;

/**
 * Counts a request against the limits of its resource: of the client, and of the user that it acts for.
 *
 * @returns headers for the answer; undefined when nothing is limited
 * @throws HttpError 429 when a limit is used up; also as a rejection
 */
export type RequestLimits = (
  resource: ServedResource,
  token: ValidatedToken,
) => LimitHeaders | undefined | Promise<LimitHeaders | undefined>;

interface Limit {
  name: 'client' | 'user';
  subject: string;
  perMinute: number;
}

const longestKey = 512;

/** Creates the limits on requests. */
export function createRequestLimits(leases: QuotaLeases): RequestLimits {
  return (resource, token) => {
    const limits = limitsOf(resource, token);
    if (limits.length === 0) return undefined;
    const states = limits.map((limit) => leases.use(keyOf(limit, resource), limit.perMinute));
    return states.some((state) => state instanceof Promise)
      ? Promise.all(states.map(async (state) => state)).then((known) => judged(limits, known))
      : judged(limits, states as QuotaState[]);
  };
}

function limitsOf(resource: ServedResource, { clientId, subject, kind }: ValidatedToken): Limit[] {
  const { clientRequestsPerMinute, userRequestsPerMinute } = resource;
  const limits: Limit[] = [];
  if (clientRequestsPerMinute > 0) {
    limits.push({ name: 'client', subject: clientId, perMinute: clientRequestsPerMinute });
  }
  if (userRequestsPerMinute > 0 && kind === 'user') {
    limits.push({ name: 'user', subject, perMinute: userRequestsPerMinute });
  }
  return limits;
}

function keyOf({ name, subject }: Limit, { identifier }: ServedResource): string {
  const key = `${name}:${subject}:${identifier}`;
  if (key.length <= longestKey) return key;
  return `${name}:${createHash('sha256').update(key).digest('base64url')}`;
}

function judged(limits: readonly Limit[], states: readonly QuotaState[]): LimitHeaders {
  const headers: LimitHeaders = {
    ratelimit: limits.map(({ name }, index) => `"${name}";${standing(states[index])}`).join(', '),
    'ratelimit-policy': limits.map(({ name, perMinute }) => `"${name}";q=${perMinute};w=60`).join(', '),
  };
  const spent = limits.findIndex((_, index) => !states[index]?.granted);
  const limit = limits[spent];
  if (!limit) return headers;
  const whose = limit.name === 'client' ? 'this application' : 'this user';
  const description = `${whose} has made its ${limit.perMinute} requests of this minute: wait and try again`;
  throw new HttpError(429, description, {
    headers: { ...headers, 'retry-after': String(Math.max(secondsUntilReset(states[spent]), 1)) },
  });
}

function standing(state: QuotaState | undefined): string {
  return `r=${state?.remaining ?? 0};t=${secondsUntilReset(state)}`;
}

function secondsUntilReset(state: QuotaState | undefined): number {
  return Math.ceil((state?.resetMilliseconds ?? 0) / 1000);
}
