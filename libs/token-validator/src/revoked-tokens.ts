import { timestampMs, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Revocation } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import { createExpiringEntries, type ExpiringEntries } from './expiring-entries';
import type { ValidatedToken } from './token-validator';

/** What of a token tells whether it was revoked. */
export type RevocableToken = Pick<
  ValidatedToken,
  'tokenId' | 'grantId' | 'clientId' | 'originClientId' | 'subject' | 'issueTime'
>;

/** What has been revoked, by each of the four ways. */
export interface RevokedTokens {
  /** @throws RpcError `INTERNAL` for a revocation that cannot be understood, and so not be honoured */
  add(revocation: Revocation): void;
  has(token: RevocableToken): boolean;
  dropEnded(nowMilliseconds: number): void;
  clear(): void;
  readonly size: number;
}

// The clock of this process may be behind the one that the entries' ends come from.
const keptBeyondEndMilliseconds = 60_000;

/** Creates an empty set of revocations. */
export function createRevokedTokens(): RevokedTokens {
  const tokenIds = createExpiringEntries<number>();
  const grantIds = createExpiringEntries<number>();
  // The values are the moments up to which tokens were issued that are revoked.
  const clients = createExpiringEntries<number>();
  const subjects = createExpiringEntries<number>();
  const all: ExpiringEntries<number>[] = [tokenIds, grantIds, clients, subjects];

  return {
    add({ revoked, revokeTime, expireTime }) {
      const revokeMilliseconds = wholeSecond(revokeTime);
      const until = timestampMs(required(expireTime)) + keptBeyondEndMilliseconds;
      switch (revoked.case) {
        case 'tokenId':
          return tokenIds.set(revoked.value, revokeMilliseconds, until);
        case 'grantId':
          return grantIds.set(revoked.value, revokeMilliseconds, until);
        case 'clientId':
          return prolong(clients, revoked.value, revokeMilliseconds, until);
        case 'subject':
          return prolong(subjects, revoked.value, revokeMilliseconds, until);
        case undefined:
          throw new RpcError('INTERNAL', 'a revocation is of a kind that is not known here');
      }
    },
    has({ tokenId, grantId, clientId, originClientId, subject, issueTime }) {
      if (tokenIds.size > 0 && tokenIds.get(tokenId) !== undefined) return true;
      if (grantId !== undefined && grantIds.size > 0 && grantIds.get(grantId) !== undefined) return true;
      const issued = issueTime.getTime();
      if (originClientId !== undefined && issued <= (clients.get(originClientId) ?? -1)) return true;
      return issued <= (clients.get(clientId) ?? -1) || issued <= (subjects.get(subject) ?? -1);
    },
    dropEnded: (nowMilliseconds) => all.forEach((entries) => entries.dropEnded(nowMilliseconds)),
    clear: () => all.forEach((entries) => entries.clear()),
    get size() {
      return all.reduce((sum, entries) => sum + entries.size, 0);
    },
  };
}

/** The later of two revocations of the same client or subject covers both, whichever is told first. */
function prolong(entries: ExpiringEntries<number>, key: string, revoked: number, until: number): void {
  if (revoked >= (entries.get(key) ?? -1)) entries.set(key, revoked, until);
}

/** Tokens carry their issue time in whole seconds. */
function wholeSecond(time: Timestamp | undefined): number {
  return Math.floor(timestampMs(required(time)) / 1000) * 1000;
}

function required(time: Timestamp | undefined): Timestamp {
  if (!time) throw new RpcError('INTERNAL', 'a revocation has no time');
  return time;
}
