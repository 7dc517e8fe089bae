/** Media types of logos. */
export type LogoMediaType = 'image/svg+xml' | 'image/png';

/** A picture that stands for a client. */
export interface Logo {
  /** At most 32 KiB. */
  bytes: Buffer;
  mediaType: LogoMediaType;
}

/** What people may know of a client that asks them for something, beside its name (RFC 7591 §2). */
export interface ClientProfile {
  logo?: Logo | undefined;
  /** Who publishes it; empty when nobody said. */
  publisherName: string;
  /** Whether the operator has checked who the publisher is. */
  publisherVerified: boolean;
  /** Home page; empty when it has none. */
  clientUri: string;
  /** Privacy policy; empty when it has none. */
  policyUri: string;
  /** Terms of service; empty when it has none. */
  tosUri: string;
  /** Whether it belongs to the operator of the server, so that users are not asked for consent. */
  firstParty: boolean;
}

/** What is known of a client of which nobody said anything. */
export const emptyProfile: ClientProfile = {
  publisherName: '',
  publisherVerified: false,
  clientUri: '',
  policyUri: '',
  tosUri: '',
  firstParty: false,
};
