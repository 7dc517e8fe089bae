import type { KeyService } from '@latchkey/contracts';
import type { KeySet } from '@latchkey/jwt';
import type { RpcClient } from '@latchkey/rpc';
import type { Logger } from '@latchkey/service-kit';
import { createPolledKeys } from './polled-keys';

/** The keys of the token issuer, as fetched. */
export interface PublishedKeys {
  /** The keys, ready to verify with; the same object for as long as the issuer publishes the same keys. */
  readonly keySet: KeySet;
  /** The JWK Set as the issuer wrote it (RFC 7517 §5). */
  readonly jwksJson: string;
  /** How long a copy may be used before asking again. */
  readonly maxAgeSeconds: number;
  /** When this copy was fetched, or last confirmed. */
  readonly fetchTime: Date;
}

/** Keeps the issuer's keys at hand. */
export interface JwksSource {
  /** Returns the keys if they are known to be the issuer's now, without asking anybody; undefined otherwise. */
  latest(): PublishedKeys | undefined;
  /**
   * Returns the keys to verify with now, fetching them when there are none or the copy is older than its
   * `maxAgeSeconds`.
   *
   * @throws RpcError `UNAVAILABLE` when there are none, or only ones that have not been confirmed for too long
   */
  current(): Promise<PublishedKeys>;
  /**
   * Asks again first, as for a key that is not known; at most once a second, whoever wants it.
   *
   * @throws RpcError `UNAVAILABLE` when asking failed
   */
  refreshed(): Promise<PublishedKeys>;
}

/** How the keys are kept. */
export interface JwksSourceOptions {
  keyService: Pick<RpcClient<typeof KeyService>, 'getJwks'>;
  clock: () => Date;
  /** Told when the keys cannot be fetched. */
  logger: Pick<Logger, 'warn'>;
  /** How long keys that are due for a refresh serve on while the issuer is away; 3600 by default. */
  maximumStaleSeconds?: number | undefined;
}

const deadlineMilliseconds = 1_000;

/** Fetches the issuer's keys over gRPC when they are needed, and keeps them. */
export function createJwksSource({ keyService, ...options }: JwksSourceOptions): JwksSource {
  return createPolledKeys({
    ...options,
    fetchJwks: () => keyService.getJwks({}, { deadlineMilliseconds }),
  });
}
