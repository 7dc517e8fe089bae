import type { KeySet } from '@latchkey/jwt';

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
